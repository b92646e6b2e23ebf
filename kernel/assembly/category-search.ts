import { outputOf, reductionOf, smallestChild } from './output';
import { state } from './state';
import { addToSet, clearSet, Leaf, Split } from './tree';

/** Rows that a category needs to be put on a side by what it says itself; added to its hessian when they are ordered. */
const SMOOTHING: f64 = 10;
/** L2 penalty beside the chosen one: a set of categories fits noise more easily than a threshold. */
const SET_L2: f64 = 10;
/** Most categories on the smaller side. */
const MAX_SET: i32 = 32;

/**
 * Sets of categories: ordered by gradient over hessian, the best set is one of the beginnings, from either end.
 *
 * @see Fisher, On Grouping for Maximum Homogeneity, JASA 53 (1958); smoothing and limits are those of LightGBM 4.
 */
export function searchCategory(leaf: Leaf, split: Split, feature: i32, bins: usize, parent: f64, order: usize): void {
  const rowsPerHessian = <f64>(leaf.end - leaf.start) / leaf.hessian;
  const count = orderBins(feature, bins, rowsPerHessian, order);
  const most = min(MAX_SET, (count + 1) / 2);
  sweepSet(leaf, split, feature, bins, parent, order, count, most, false);
  sweepSet(leaf, split, feature, bins, parent, order, count, most, true);
}

/** Bins with enough rows, by rising gradient over hessian. @returns How many. */
function orderBins(feature: i32, bins: usize, rowsPerHessian: f64, order: usize): i32 {
  const binCount = load<i32>(state.binCounts + ((<usize>feature) << 2));
  let count = 0;
  for (let bin = 0; bin < binCount; bin++) {
    if (load<f64>(bins + (bin << 4), 8) * rowsPerHessian < SMOOTHING) continue;
    const rank = rankOf(bins, bin);
    let place = count++;
    for (; place > 0 && rankOf(bins, load<i32>(order + ((place - 1) << 2))) > rank; place--) {
      store<i32>(order + (place << 2), load<i32>(order + ((place - 1) << 2)));
    }
    store<i32>(order + (place << 2), bin);
  }
  return count;
}

function rankOf(bins: usize, bin: i32): f64 {
  return load<f64>(bins + (bin << 4)) / (load<f64>(bins + (bin << 4), 8) + SMOOTHING);
}

function sweepSet(
  leaf: Leaf,
  split: Split,
  feature: i32,
  bins: usize,
  parent: f64,
  order: usize,
  count: i32,
  most: i32,
  fromEnd: bool,
): void {
  const smallest = smallestChild(leaf);
  let gradient: f64 = 0;
  let hessian: f64 = 0;
  for (let size = 1; size <= most && size < count + 1; size++) {
    const bin = load<i32>(order + ((fromEnd ? count - size : size - 1) << 2));
    gradient += load<f64>(bins + (bin << 4));
    hessian += load<f64>(bins + (bin << 4), 8);
    const rest = leaf.hessian - hessian;
    if (hessian < smallest) continue;
    if (rest < smallest) break;
    const gain = penalised(gradient, hessian, leaf) + penalised(leaf.gradient - gradient, rest, leaf) - parent;
    if (gain <= split.gain) continue;
    split.gain = gain;
    split.feature = feature;
    split.isSet = 1;
    split.bin = 0;
    split.leftGradient = gradient;
    split.leftHessian = hessian;
    clearSet(split);
    for (let member = 0; member < size; member++) addToSet(split, load<i32>(order + ((fromEnd ? count - 1 - member : member) << 2)));
    split.missingLeft = <i32>(split.set0 & 1);
  }
}

function penalised(gradient: f64, hessian: f64, leaf: Leaf): f64 {
  return reductionOf(gradient, hessian + SET_L2, outputOf(gradient, hessian + SET_L2, leaf));
}
