import type { Random } from '../random.js';

/** Deviations above the mean beyond which no double sees a probability. */
const TAIL = 12;

/** Draws Poisson numbers by looking a uniform one up in the cumulative probabilities. */
export class PoissonSampler {
  readonly #cumulative: Float64Array;
  /** Where to begin looking for a number in [i, i + 1) / GUIDES. */
  readonly #guides: Uint32Array;

  constructor(mean: number) {
    const most = Math.ceil(mean + TAIL * Math.sqrt(mean)) + TAIL;
    this.#cumulative = new Float64Array(most + 1);
    let logarithm = -mean; // of the probability; the probability itself may underflow
    let sum = 0;
    for (let count = 0; count <= most; count++) {
      if (count > 0) logarithm += Math.log(mean / count);
      sum += Math.exp(logarithm);
      this.#cumulative[count] = sum;
    }
    this.#guides = new Uint32Array(GUIDES);
    let count = 0;
    for (let guide = 0; guide < GUIDES; guide++) {
      while (count < most && (this.#cumulative[count] ?? 1) < guide / GUIDES) count++;
      this.#guides[guide] = count;
    }
  }

  draw(random: Random): number {
    const uniform = random.uint32() / 2 ** 32;
    let count = this.#guides[Math.floor(uniform * GUIDES)] ?? 0;
    while (count < this.#cumulative.length - 1 && (this.#cumulative[count] ?? 1) < uniform) count++;
    return count;
  }
}

const GUIDES = 1024;
