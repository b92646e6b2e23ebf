import { boosting } from './boosting-state';
import { Leaf } from './tree';

/** Whether outputs are more than −gradient / (hessian + l2): by an L1 penalty or monotone constraints. */
export function isConstrained(): bool {
  return boosting.l1 > 0 || boosting.monotone != 0;
}

/** The output that reduces the loss most, within the bounds of a leaf. */
export function outputOf(gradient: f64, hessian: f64, leaf: Leaf): f64 {
  const excess = abs(gradient) - boosting.l1;
  if (excess <= 0 || hessian + boosting.l2 <= 0) return max(leaf.lower, min(leaf.upper, 0));
  return max(leaf.lower, min(leaf.upper, -copysign(excess, gradient) / (hessian + boosting.l2)));
}

/** Twice what an output reduces the loss by, to second order. */
export function reductionOf(gradient: f64, hessian: f64, output: f64): f64 {
  return -(2 * gradient * output + (hessian + boosting.l2) * output * output + 2 * boosting.l1 * abs(output));
}

/**
 * Hessian that a child needs. Rows are not counted by bin: their number is estimated from the hessian, as LightGBM
 * does; for losses of constant hessian without weights it is exact. Of one row no more is asked than to be there.
 */
export function smallestChild(leaf: Leaf): f64 {
  const forRows = boosting.minSamplesLeaf == 1 ? f64.MIN_VALUE : (boosting.minSamplesLeaf * leaf.hessian) / (leaf.end - leaf.start);
  return max(boosting.minChildWeight, forRows);
}
