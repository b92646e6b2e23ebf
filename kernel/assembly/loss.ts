// The numbers by which core/trainers/trees/losses.ts names them.
export const LOG_LOSS: i32 = 0;
export const SOFTMAX: i32 = 1;
export const SQUARED: i32 = 2;
export const ABSOLUTE: i32 = 3;
export const QUANTILE: i32 = 4;
export const POISSON: i32 = 5;

/** Gradient of the loss of a row by its score; of softmax see gradients.ts. */
export function gradientOf(loss: i32, score: f64, probability: f64, target: f64, quantile: f64): f64 {
  if (loss == SQUARED) return score - target;
  if (loss == ABSOLUTE) return score > target ? 1 : score < target ? -1 : 0;
  if (loss == QUANTILE) return score > target ? 1 - quantile : -quantile;
  return probability - target;
}
