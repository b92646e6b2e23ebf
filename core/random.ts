/**
 * A seeded stream of random numbers, the same on every machine: sfc32 over a hashed seed.
 *
 * @see https://pracrand.sourceforge.net/RNG_engines.txt: sfc32, Chris Doty-Humphrey (public domain).
 */
export class Random {
  readonly #path: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param path - What the stream is for, such as "7/train/fold-2"; equal paths give equal streams. */
  constructor(path: string) {
    this.#path = path;
    [this.#a, this.#b, this.#c] = hashToWords(path);
    for (let warmUp = 0; warmUp < 15; warmUp++) this.uint32();
  }

  /** A stream of its own: drawing from it leaves this one alone, so adding a draw changes no other. */
  fork(name: string): Random {
    return new Random(`${this.#path}/${name}`);
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const result = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result;
  }

  /** A number in [0, 1) with 53 random bits. */
  next(): number {
    return ((this.uint32() >>> 5) * 0x4000000 + (this.uint32() >>> 6)) / 2 ** 53;
  }

  /** A whole number in [0, bound); bound is at most 2^32. Unbiased: draws over the last full multiple are repeated. */
  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let draw = this.uint32();
    while (draw >= limit) draw = this.uint32();
    return draw % bound;
  }

  /** The numbers 0 to count − 1 in random order (Fisher–Yates). */
  permutation(count: number): Uint32Array {
    const order = new Uint32Array(count);
    for (let index = 0; index < count; index++) order[index] = index;
    for (let last = count - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const kept = order[last] ?? 0;
      order[last] = order[other] ?? 0;
      order[other] = kept;
    }
    return order;
  }
}

/** Three 32-bit words from a text: FNV-1a with three offsets, finished by murmur3's mixer. */
function hashToWords(text: string): [number, number, number] {
  const words: [number, number, number] = [0x811c9dc5, 0x01000193, 0x9e3779b9];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    for (let word = 0; word < 3; word++) words[word as 0 | 1 | 2] = Math.imul(words[word as 0 | 1 | 2] ^ unit, 0x01000193);
  }
  return [mix(words[0]), mix(words[1]), mix(words[2])];
}

function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) | 0;
}
