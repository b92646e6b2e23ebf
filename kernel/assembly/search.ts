import { boosting } from './boosting-state';
import { searchCategory } from './category-search';
import { FEATURE_BYTES } from './histogram';
import { isConstrained, reductionOf, outputOf, smallestChild } from './output';
import { state } from './state';
import { Leaf, Split } from './tree';

/** Share of what a leaf reduces the loss by that a split has to add: less is rounding. */
const LEAST_GAIN: f64 = 1e-10;

/** Improves a split by what the features [from, to) have to offer. @param order - i32 [256], of this thread's own. */
export function searchFeatures(leaf: Leaf, split: Split, from: i32, to: i32, order: usize): void {
  const parent = reductionOf(leaf.gradient, leaf.hessian, outputOf(leaf.gradient, leaf.hessian, leaf));
  split.gain = abs(parent) * LEAST_GAIN;
  split.feature = -1;
  for (let feature = from; feature < to; feature++) {
    if (!load<u8>(boosting.allowed + feature)) continue;
    const bins = leaf.histogram + <usize>feature * FEATURE_BYTES;
    if (load<u32>(state.categoryBins + ((<usize>feature) << 2)) != 0) searchCategory(leaf, split, feature, bins, parent, order);
    else searchNumber(leaf, split, feature, bins, parent);
  }
  if (split.feature < 0) split.gain = 0;
}

/** Every threshold, with the missing values on either side. */
function searchNumber(leaf: Leaf, split: Split, feature: i32, bins: usize, parent: f64): void {
  const last = load<i32>(state.binCounts + ((<usize>feature) << 2)) - 1;
  const hasMissing = load<f64>(bins, 8) > 0;
  // With missing values on the right, all others may be on the left.
  sweep(leaf, split, feature, bins, hasMissing ? last : last - 1, false, parent);
  if (hasMissing) sweep(leaf, split, feature, bins, last - 1, true, parent);
  else if (split.feature == feature) split.missingLeft = i32(split.leftHessian * 2 >= leaf.hessian);
}

function sweep(leaf: Leaf, split: Split, feature: i32, bins: usize, last: i32, missingLeft: bool, parent: f64): void {
  if (isConstrained()) sweepOneByOne(leaf, split, feature, bins, last, missingLeft, parent);
  else sweepInPairs(leaf, split, feature, bins, last, missingLeft, parent);
}

function sweepOneByOne(leaf: Leaf, split: Split, feature: i32, bins: usize, last: i32, missingLeft: bool, parent: f64): void {
  const direction = boosting.monotone == 0 ? 0 : <i32>load<i8>(boosting.monotone + feature);
  const smallest = smallestChild(leaf);
  let gradient = missingLeft ? load<f64>(bins) : 0;
  let hessian = missingLeft ? load<f64>(bins, 8) : 0;
  for (let bin = 1; bin <= last; bin++) {
    gradient += load<f64>(bins + (bin << 4));
    hessian += load<f64>(bins + (bin << 4), 8);
    const rest = leaf.hessian - hessian;
    if (hessian < smallest) continue;
    if (rest < smallest) break;
    const left = outputOf(gradient, hessian, leaf);
    const right = outputOf(leaf.gradient - gradient, rest, leaf);
    if (direction * (right - left) < 0) continue;
    const gain = reductionOf(gradient, hessian, left) + reductionOf(leaf.gradient - gradient, rest, right) - parent;
    if (gain > split.gain) note(split, feature, bin, missingLeft, gain, gradient, hessian);
  }
}

/**
 * The same without constraints, for two thresholds at a time: the gain is then
 * gl²/(hl + l2) + gr²/(hr + l2) − parent, with one division for both terms.
 */
function sweepInPairs(leaf: Leaf, split: Split, feature: i32, bins: usize, last: i32, missingLeft: bool, parent: f64): void {
  const totalGradient = f64x2.splat(leaf.gradient);
  const totalHessian = f64x2.splat(leaf.hessian);
  const l2 = f64x2.splat(boosting.l2);
  const smallest = f64x2.splat(smallestChild(leaf));
  let best = f64x2.splat(split.gain + parent);
  let running = missingLeft ? v128.load(bins) : f64x2.splat(0);
  for (let bin = 1; bin <= last; bin += 2) {
    const here = v128.load(bins + (bin << 4));
    const first = f64x2.add(running, here);
    // Exact, as all sums on the grid: the next pair has to wait for one addition only, not for two.
    const second = f64x2.add(running, f64x2.add(here, v128.load(bins + (bin << 4), 16)));
    running = second;
    const leftGradient = v128.shuffle<f64>(first, second, 0, 2);
    const leftHessian = v128.shuffle<f64>(first, second, 1, 3);
    const rightGradient = f64x2.sub(totalGradient, leftGradient);
    const rightHessian = f64x2.sub(totalHessian, leftHessian);
    const left = f64x2.add(leftHessian, l2);
    const right = f64x2.add(rightHessian, l2);
    const sum = f64x2.add(
      f64x2.mul(f64x2.mul(leftGradient, leftGradient), right),
      f64x2.mul(f64x2.mul(rightGradient, rightGradient), left),
    );
    const reduction = f64x2.div(sum, f64x2.mul(left, right));
    const isLarge = v128.and(f64x2.ge(leftHessian, smallest), f64x2.ge(rightHessian, smallest));
    if (!v128.any_true(v128.and(isLarge, f64x2.gt(reduction, best)))) continue;
    const valid = v128.and(isLarge, f64x2.gt(reduction, f64x2.splat(split.gain + parent)));
    if (i64x2.extract_lane(valid, 0) != 0) {
      const gain = f64x2.extract_lane(reduction, 0) - parent;
      note(split, feature, bin, missingLeft, gain, f64x2.extract_lane(first, 0), f64x2.extract_lane(first, 1));
    }
    if (bin < last && i64x2.extract_lane(isLarge, 1) != 0 && f64x2.extract_lane(reduction, 1) > split.gain + parent) {
      const gain = f64x2.extract_lane(reduction, 1) - parent;
      note(split, feature, bin + 1, missingLeft, gain, f64x2.extract_lane(second, 0), f64x2.extract_lane(second, 1));
    }
    best = f64x2.splat(split.gain + parent);
  }
}

function note(split: Split, feature: i32, bin: i32, missingLeft: bool, gain: f64, gradient: f64, hessian: f64): void {
  split.feature = feature;
  split.bin = bin;
  split.missingLeft = i32(missingLeft);
  split.isSet = 0;
  split.gain = gain;
  split.leftGradient = gradient;
  split.leftHessian = hessian;
}
