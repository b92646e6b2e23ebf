import type { Interval, Intervals } from '../model/evaluation.js';
import type { CancellationFlag } from '../pipeline/stage-context.js';
import type { Random } from '../random.js';
import type { Metric, Outcome } from './metric.js';
import { measure } from './metrics.js';
import { PoissonSampler } from './poisson-sampler.js';
import { takeRows } from './take-rows.js';

export interface BootstrapRequest {
  readonly metrics: readonly Metric[];
  /** Of the interval: 0.95. */
  readonly level: number;
  readonly resamples: number;
}

/** Cells of probabilities up to which all rows are resampled; beyond, subsets of so many are. */
const MOST_CELLS = 20_000;

/** Subsets that stand for more rows than are resampled at once. */
const SUBSETS = 10;

/** Share of the resamples in which a metric must be defined to have an interval. */
const DEFINED_SHARE = 0.9;

/**
 * Confidence intervals of metrics by the bootstrap, each from the percentiles of the metric over resampled
 * rows. Rows are not copied: a resample is a weight a row, so that rankings are made once.
 *
 * Many rows are resampled by the bag of little bootstraps: of subsets of 20,000 / classes rows, each row as often
 * as in a resample of all rows, and the percentiles of the deviation from the subset's own figure are averaged.
 * So a million rows cost as much as 10,000.
 *
 * @see Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 13: the percentile interval.
 * @see Kleiner et al., Journal of the Royal Statistical Society B 76 (2014): the bag of little bootstraps.
 */
export function bootstrapIntervals(
  outcome: Outcome,
  { metrics, level, resamples }: BootstrapRequest,
  { random, signal }: { random: Random; signal: CancellationFlag },
): Intervals {
  const rows = outcome.actual.length;
  const mostRows = Math.floor(MOST_CELLS / Math.max(outcome.task === 'classification' ? outcome.classes : 0, 2));
  const subset = Math.min(rows, mostRows);
  const whole = subset === rows;
  const measured = metrics.map((metric) => ({ metric, figure: measure(metric, outcome) })).filter(({ figure }) => Number.isFinite(figure));
  const defined = measured.map(({ metric }) => metric);
  const spreads = defined.map((): Interval[] => []);
  const order = whole ? null : random.fork('subsets').permutation(rows);
  for (let bag = 0; bag < (whole ? 1 : SUBSETS); bag++) {
    const chosen =
      order === null
        ? outcome
        : takeRows(
            outcome,
            Uint32Array.from({ length: subset }, (_, place) => order[(bag * subset + place) % rows] ?? 0),
          );
    const draw = whole ? multinomialCounts(random) : poissonCounts(random.fork(`bag-${String(bag)}`), rows / subset);
    const values = resample(chosen, { metrics: defined, resamples: whole ? resamples : Math.ceil(resamples / SUBSETS), draw, signal });
    measured.forEach(({ metric, figure }, index) => {
      const spread = percentiles(values[index] ?? new Float64Array(), level);
      if (spread !== null) spreads[index]?.push(whole ? spread : around(figure - measure(metric, chosen), spread));
    });
  }
  return Object.fromEntries(
    defined.flatMap((metric, index) => {
      const found = spreads[index] ?? [];
      if (found.length === 0) return [];
      const mean = (of: (interval: Interval) => number): number => found.reduce((sum, each) => sum + of(each), 0) / found.length;
      return [[metric.name, { lower: mean(({ lower }) => lower), upper: mean(({ upper }) => upper) }]];
    }),
  );
}

/** Fills counts of rows: how often each is in a resample. */
type DrawCounts = (counts: Float64Array) => void;

/** As many draws as rows, with replacement. */
function multinomialCounts(random: Random): DrawCounts {
  return (counts) => {
    counts.fill(0);
    for (let draw = 0; draw < counts.length; draw++) {
      const row = Math.floor((random.uint32() / 2 ** 32) * counts.length); // biased by less than 1e-5, and twice as fast as without
      counts[row] = (counts[row] ?? 0) + 1;
    }
  };
}

/** For each row of a subset the times that it is in a resample of all rows. */
function poissonCounts(random: Random, mean: number): DrawCounts {
  const sampler = new PoissonSampler(mean);
  return (counts) => {
    for (let row = 0; row < counts.length; row++) counts[row] = sampler.draw(random);
  };
}

interface Resampling {
  readonly metrics: readonly Metric[];
  readonly resamples: number;
  readonly draw: DrawCounts;
  readonly signal: CancellationFlag;
}

/** @returns Shape [metrics][resamples]. */
function resample(outcome: Outcome, { metrics, resamples, draw, signal }: Resampling): Float64Array[] {
  const values = metrics.map(() => new Float64Array(resamples));
  for (let turn = 0; turn < resamples; turn++) {
    signal.throwIfCancelled();
    const counts = new Float64Array(outcome.actual.length);
    draw(counts);
    const { weights } = outcome;
    if (weights !== undefined) counts.forEach((count, row) => (counts[row] = count * (weights[row] ?? 0)));
    const resampled: Outcome = { ...outcome, weights: counts };
    metrics.forEach((metric, index) => {
      const ofMetric = values[index];
      if (ofMetric !== undefined) ofMetric[turn] = measure(metric, resampled);
    });
  }
  return values;
}

/** @returns null when the metric is too often undefined. */
function percentiles(values: Float64Array, level: number): Interval | null {
  const defined = values.filter(Number.isFinite).sort();
  if (defined.length === 0 || defined.length < DEFINED_SHARE * values.length) return null;
  const at = (share: number): number => {
    const place = share * (defined.length - 1);
    const below = defined[Math.floor(place)] ?? NaN;
    return below + (place - Math.floor(place)) * ((defined[Math.ceil(place)] ?? NaN) - below);
  };
  return { lower: at((1 - level) / 2), upper: at((1 + level) / 2) };
}

function around(shift: number, { lower, upper }: Interval): Interval {
  return { lower: lower + shift, upper: upper + shift };
}
