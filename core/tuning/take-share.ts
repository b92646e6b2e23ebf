import type { Random } from '../random.js';
import type { PreparedFold, PreparedRows } from './prepare-fold.js';

/** A fold of which only a share of the training rows is used, drawn at random; of equal streams the larger share has the smaller one's rows. */
export function takeShare({ training, heldOut }: PreparedFold, share: number, random: Random): PreparedFold {
  const { rows, names, data } = training.features;
  if (share >= 1) return { training, heldOut };
  const wanted = Math.max(2, Math.round(rows * share));
  const chosen = random.permutation(rows).slice(0, wanted).sort();
  const width = names.length;
  const taken = new Float32Array(chosen.length * width);
  chosen.forEach((row, index) => {
    taken.set(data.subarray(row * width, (row + 1) * width), index * width);
  });
  const pick = (values: Float64Array): Float64Array => Float64Array.from(chosen, (row) => values[row] ?? NaN);
  const own: PreparedRows = { features: { ...training.features, rows: chosen.length, data: taken }, target: pick(training.target) };
  return { training: { ...own, ...(training.weights && { weights: pick(training.weights) }) }, heldOut };
}
