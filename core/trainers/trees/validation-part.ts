import type { Random } from '../../random.js';
import type { Sample } from '../define-trainer.js';
import type { lossOf } from './losses.js';

/** Rows in order, split at random into those that train and those that do not. */
export function chooseValidation(rows: number, fraction: number, random: Random): { training: Uint32Array; heldOut: Uint32Array } {
  if (fraction === 0) return { training: Uint32Array.from({ length: rows }, (_, row) => row), heldOut: new Uint32Array(0) };
  const order = random.permutation(rows);
  const held = Math.min(rows - 1, Math.max(1, Math.round(fraction * rows)));
  return { heldOut: order.slice(0, held).sort(), training: order.slice(held).sort() };
}

interface LossRequest {
  readonly rows: Uint32Array;
  /** Shape [outputs, rows of the sample]. */
  readonly scores: Float64Array;
  readonly loss: ReturnType<typeof lossOf>;
  readonly quantile: number;
}

/** Weighted mean of the loss over some rows. */
export function meanLoss({ target, weights, features }: Sample, { rows, scores, loss, quantile }: LossRequest): number {
  const outputs = scores.length / features.rows;
  const scoresOfRow = new Array<number>(outputs).fill(0);
  let sum = 0;
  let total = 0;
  for (const row of rows) {
    for (let output = 0; output < outputs; output++) scoresOfRow[output] = scores[output * features.rows + row] ?? NaN;
    const weight = weights?.[row] ?? 1;
    sum += weight * loss.of(scoresOfRow, target[row] ?? NaN, quantile);
    total += weight;
  }
  return sum / total;
}
