import type { Random } from '../random.js';
import type { PlainDistribution } from './distribution.js';
import { logNormalMass, truncatedNormal } from './normal.js';

/** How the values of one hyperparameter are spread around some that were observed; kernel by kernel, the prior last. */
interface Kernels {
  /** Logarithm of the density, or probability, of a value in every kernel. */
  logDensities(value: unknown): readonly number[];
  draw(kernel: number, random: Random): unknown;
}

/** Weight of the prior, against 1 for each observation. */
const PRIOR_WEIGHT = 1;

/**
 * A mixture of products: one kernel for every observation, over all hyperparameters together, and the prior.
 *
 * @see Bergstra et al., Algorithms for Hyper-Parameter Optimization (NeurIPS 2011); widths and weights are those of
 * Optuna 5.0's _ParzenEstimator.
 */
export class ParzenEstimator {
  readonly #names: readonly string[];
  readonly #kernels: readonly Kernels[];
  readonly #weights: readonly number[];

  /** @param observations - In the order in which they were made: the oldest count least. */
  constructor(dimensions: ReadonlyMap<string, PlainDistribution>, observations: readonly Readonly<Record<string, unknown>>[]) {
    this.#names = [...dimensions.keys()];
    this.#kernels = [...dimensions].map(([name, distribution]) =>
      kernelsOf(
        distribution,
        observations.map((each) => each[name]),
      ),
    );
    const weights = observations.length === 0 ? [1] : [...ageWeights(observations.length), PRIOR_WEIGHT];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.#weights = weights.map((weight) => weight / total);
  }

  draw(random: Random): Record<string, unknown> {
    const kernel = drawIndex(this.#weights, random);
    return Object.fromEntries(this.#kernels.map((kernels, index) => [this.#names[index] ?? '', kernels.draw(kernel, random)]));
  }

  logDensity(values: Readonly<Record<string, unknown>>): number {
    const terms = this.#weights.map(Math.log);
    this.#kernels.forEach((kernels, index) => {
      kernels.logDensities(values[this.#names[index] ?? '']).forEach((density, kernel) => (terms[kernel] = (terms[kernel] ?? 0) + density));
    });
    const highest = Math.max(...terms);
    return highest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - highest), 0));
  }
}

/** The last 25 observations count fully, those before them the less the older they are. */
function ageWeights(count: number): number[] {
  const ramp = count - 25;
  return Array.from({ length: count }, (_, index) => {
    if (index >= ramp) return 1;
    return ramp === 1 ? 1 / count : 1 / count + (1 - 1 / count) * (index / (ramp - 1));
  });
}

function drawIndex(weights: readonly number[], random: Random): number {
  let left = random.next();
  const index = weights.findIndex((weight) => (left -= weight) < 0);
  return index < 0 ? weights.length - 1 : index;
}

function kernelsOf(distribution: PlainDistribution, observed: readonly unknown[]): Kernels {
  return distribution.$search === 'choice'
    ? choiceKernels(distribution.values, observed)
    : numberKernels(distribution, observed.map(Number));
}

/** A kernel favours the value that it was made of; the prior has no favourite. */
function choiceKernels(values: readonly unknown[], observed: readonly unknown[]): Kernels {
  const prior = PRIOR_WEIGHT / (observed.length + 1);
  const rows = [...observed, undefined].map((seen) => {
    const row = values.map((value) => prior + Number(value === seen));
    const total = row.reduce((sum, share) => sum + share, 0);
    return row.map((share) => share / total);
  });
  return {
    logDensities: (value) => rows.map((row) => Math.log(row[values.indexOf(value)] ?? 0)),
    draw: (kernel, random) => values[drawIndex(rows[kernel] ?? [], random)],
  };
}

type NumberDistribution = Exclude<PlainDistribution, { $search: 'choice' }>;

/** A normal distribution around every observation, cut off at the ends; as wide as the gap to its neighbours. */
function numberKernels(distribution: NumberDistribution, observed: readonly number[]): Kernels {
  const { low, high } = distribution;
  const isLog = distribution.$search === 'logUniform' || (distribution.$search === 'int' && distribution.log);
  const step = distribution.$search === 'logUniform' ? undefined : distribution.step;
  const half = step === undefined ? 0 : step / 2;
  const scale = isLog ? Math.log : (value: number): number => value;
  const [from, to] = [scale(low - half), scale(high + half)];
  const centres = [...observed.map(scale), (from + to) / 2];
  const widths = [...kernelWidths(centres.slice(0, -1), { from, to }), to - from];
  const kernels = centres.map((centre, index) => {
    const width = widths[index] ?? 1;
    const standard = (value: number): number => (value - centre) / width;
    return { standard, width, centre, logMass: logNormalMass(standard(from), standard(to)) };
  });
  return {
    logDensities: (value) =>
      kernels.map(({ standard, width, logMass }) => {
        const place = Number(value);
        if (step === undefined) {
          return -0.5 * standard(scale(place)) ** 2 - Math.log(width * Math.sqrt(2 * Math.PI)) - logMass;
        }
        return (
          logNormalMass(standard(scale(Math.max(place - half, low - half))), standard(scale(Math.min(place + half, high + half)))) - logMass
        );
      }),
    draw(kernel, random) {
      const { standard, width, centre } = kernels[kernel] ?? { standard: Number, width: 1, centre: 0 };
      const drawn = centre + width * truncatedNormal(random.next(), { from: standard(from), to: standard(to) });
      return onStep(isLog ? Math.exp(drawn) : drawn, distribution);
    },
  };
}

/** The nearest value that the distribution has. */
export function onStep(value: number, distribution: NumberDistribution): number {
  const { low, high } = distribution;
  const step = distribution.$search === 'logUniform' ? undefined : distribution.step;
  const rounded = step === undefined ? value : low + Math.round((value - low) / step) * step;
  const highest = step === undefined ? high : low + Math.floor((high - low) / step + 1e-9) * step;
  return Math.min(Math.max(rounded, low), highest);
}

function kernelWidths(centres: readonly number[], { from, to }: { from: number; to: number }): number[] {
  const order = centres.map((_, index) => index).sort((left, right) => (centres[left] ?? 0) - (centres[right] ?? 0) || left - right);
  const sorted = [from, ...order.map((index) => centres[index] ?? 0), to];
  const widest = to - from;
  const narrowest = widest / Math.min(100, 2 + centres.length);
  const widths: number[] = [];
  order.forEach((index, place) => {
    const gaps = [(sorted[place + 1] ?? 0) - (sorted[place] ?? 0), (sorted[place + 2] ?? 0) - (sorted[place + 1] ?? 0)];
    // An end is no neighbour, unless there is no other.
    const counted = centres.length < 2 ? gaps : place === 0 ? gaps.slice(1) : place === centres.length - 1 ? gaps.slice(0, 1) : gaps;
    widths[index] = Math.min(Math.max(...counted, narrowest), widest);
  });
  return widths;
}
