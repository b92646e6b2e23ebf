import type { CancellationFlag } from '../../pipeline/stage-context.js';
import type { Random } from '../../random.js';

/** Rows that starts are drawn from: enough to meet every cluster that is worth one. */
const START_ROWS = 10_000;

interface Rows {
  /** Row-major, shape [rows, width], relative to the means. */
  readonly data: Float32Array;
  readonly width: number;
  /** Shape [rows]. */
  readonly weights: Float64Array;
}

/**
 * Rows that lie far apart, to begin with: each is drawn with a chance in proportion to its squared distance from
 * those before it.
 *
 * @returns Row-major, shape [clusters, width].
 * @throws LeatError `CANCELLED`.
 * @see Arthur & Vassilvitskii, k-means++ (2007), section 2.2.
 */
export function firstCentres(
  rows: Rows,
  clusters: number,
  { random, signal }: { readonly random: Random; readonly signal: CancellationFlag },
): Float32Array {
  const { data, width, weights } = rows;
  const centres = new Float32Array(clusters * width);
  const chances = weights.slice();
  const nearest = new Float64Array(weights.length).fill(Infinity);
  for (let cluster = 0; cluster < clusters; cluster++) {
    signal.throwIfCancelled();
    const row = draw(chances, random);
    const centre = data.subarray(row * width, (row + 1) * width);
    centres.set(centre, cluster * width);
    for (let other = 0; other < weights.length; other++) {
      let distance = 0;
      for (let feature = 0; feature < width; feature++) distance += ((data[other * width + feature] ?? 0) - (centre[feature] ?? 0)) ** 2;
      nearest[other] = Math.min(nearest[other] ?? 0, distance);
      chances[other] = (nearest[other] ?? 0) * (weights[other] ?? 0);
    }
  }
  return centres;
}

/** Some of the rows, as they may be drawn. */
export function startRows(
  { data, rows, width }: { data: Float32Array; rows: number; width: number },
  { means, weights, random }: { means: Float32Array; weights: Float64Array | undefined; random: Random },
): Rows {
  const chosen = rows <= START_ROWS ? undefined : random.permutation(rows).subarray(0, START_ROWS).sort();
  const count = chosen?.length ?? rows;
  const some = new Float32Array(count * width);
  const counts = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const row = chosen?.[index] ?? index;
    counts[index] = weights?.[row] ?? 1;
    for (let feature = 0; feature < width; feature++)
      some[index * width + feature] = (data[row * width + feature] ?? 0) - (means[feature] ?? 0);
  }
  return { data: some, width, weights: counts };
}

/** An index with a chance in proportion to its entry; the first one when all are 0. */
function draw(chances: Float64Array, random: Random): number {
  let left = random.next() * chances.reduce((sum, chance) => sum + chance, 0);
  for (let index = 0; index < chances.length; index++) {
    left -= chances[index] ?? 0;
    if (left < 0) return index;
  }
  return 0;
}
