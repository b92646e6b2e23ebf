import { LeatError } from '../errors.js';

/** What some rows count together. @param weights - Shape [rows of the sample]; 1 each when left out. */
export function weightOfRows(rows: Uint32Array, weights: Float64Array | undefined): number {
  return weights === undefined ? rows.length : rows.reduce((sum, row) => sum + (weights[row] ?? 0), 0);
}

/**
 * The same of rows that are kept apart to judge by.
 *
 * @param asked - Trainer and hyperparameter that ask for them.
 * @throws LeatError `PARAMETER_INVALID` where they count nothing: no step would ever be the best.
 */
export function validationWeight(rows: Uint32Array, weights: Float64Array | undefined, asked: string): number {
  const weight = weightOfRows(rows, weights);
  if (weight > 0) return weight;
  const message = `${asked}: expected rows with a weight above 0 to keep apart, got none: train on more rows, or without it`;
  throw new LeatError('PARAMETER_INVALID', message, { details: { rows: rows.length } });
}
