import { forest, Workspace } from './forest-state';
import { randomShare } from './random';
import { state } from './state';
import { addToSet, clearSet, Split } from './tree';

/** What the two sides of a split explain: the sum of squared sums over weights. More is better. */
let leftGradient: f64 = 0;
let leftWeight: f64 = 0;
let leftRows: i32 = 0;

/** Totals of the node that is being split. */
let nodeGradient: f64 = 0;
let nodeWeight: f64 = 0;
let nodeRows: i32 = 0;

export function describeNode(gradient: f64, weight: f64, rows: i32): void {
  nodeGradient = gradient;
  nodeWeight = weight;
  nodeRows = rows;
}

/** What a node explains without a split. */
export function nodeScore(space: Workspace): f64 {
  if (forest.width == 1) return (nodeGradient * nodeGradient) / nodeWeight;
  let squares: f64 = 0;
  for (let output = 0; output < forest.width; output++) squares += square(load<f64>(space.nodeClasses + (output << 3)));
  return squares / nodeWeight;
}

/** Improves the best split by a feature whose bins are listed. */
export function searchBins(space: Workspace, best: Split, feature: i32, entries: i32): void {
  const isCategory = load<u32>(state.categoryBins + ((<usize>feature) << 2)) != 0;
  if (isCategory) {
    searchSets(space, best, feature, entries);
    return;
  }
  const first = load<i32>(space.bins) == 0 ? 1 : 0;
  if (forest.randomThresholds) {
    searchRandom(space, best, feature, entries, first);
    return;
  }
  sweepBins(space, best, feature, entries, first, false);
  if (first == 1) sweepBins(space, best, feature, entries, first, true);
}

/** Every threshold between two bins that the node has; the middle one where there is room. */
function sweepBins(space: Workspace, best: Split, feature: i32, entries: i32, first: i32, missingLeft: bool): void {
  clearLeft(space);
  if (missingLeft) moveLeft(space, 0);
  // With missing values on the right, all others may be on the left.
  const last = first == 1 && !missingLeft ? entries : entries - 1;
  for (let entry = first; entry < last; entry++) {
    moveLeft(space, entry);
    const gain = gainOf(space);
    if (gain <= best.gain) continue;
    const bin = load<i32>(space.bins + (entry << 2));
    const next = entry + 1 < entries ? load<i32>(space.bins + ((entry + 1) << 2)) : 256;
    note(best, feature, next == 256 ? 255 : (bin + next - 1) >> 1, first == 1 ? missingLeft : leftWeight * 2 >= nodeWeight, gain);
  }
}

/** One threshold, uniform over the range of the node's values, taken to the next border of a bin. */
function searchRandom(space: Workspace, best: Split, feature: i32, entries: i32, first: i32): void {
  const lowest = load<i32>(space.bins + (first << 2));
  const highest = load<i32>(space.bins + ((entries - 1) << 2));
  if (lowest >= highest) {
    if (first == 1 && entries > 1) sweepBins(space, best, feature, entries, first, false);
    return;
  }
  const thresholds = state.thresholds + ((<usize>feature) << 10);
  const low = <f64>load<f32>(thresholds + ((lowest - 1) << 2));
  const high = <f64>load<f32>(thresholds + ((highest - 2) << 2));
  const drawn = low + randomShare() * (high - low);
  let bin = lowest;
  while (bin < highest - 1 && <f64>load<f32>(thresholds + ((bin - 1) << 2)) < drawn) bin++;
  const missingLeft = randomShare() < 0.5;
  clearLeft(space);
  if (first == 1 && missingLeft) moveLeft(space, 0);
  for (let entry = first; entry < entries && load<i32>(space.bins + (entry << 2)) <= bin; entry++) moveLeft(space, entry);
  const gain = gainOf(space);
  if (gain > best.gain) note(best, feature, bin, first == 1 ? missingLeft : leftWeight * 2 >= nodeWeight, gain);
}

/** Categories by rising share: the best set is a beginning of them (of more than two classes: of the node's commonest). */
function searchSets(space: Workspace, best: Split, feature: i32, entries: i32): void {
  const output = commonestClass(space);
  // The list of bins is put in order itself: it is made anew for every feature.
  const order = space.counts + 256 * 4;
  for (let entry = 0; entry < entries; entry++) {
    const rank = forest.randomThresholds ? randomShare() : shareOf(space, entry, output);
    let place = entry;
    for (; place > 0 && load<f64>(order + ((place - 1) << 4)) > rank; place--) {
      v128.store(order + (place << 4), v128.load(order + ((place - 1) << 4)));
    }
    store<f64>(order + (place << 4), rank);
    store<i32>(order + (place << 4), entry, 8);
  }
  const only = forest.randomThresholds ? <i32>(randomShare() * (entries - 1)) : -1;
  clearLeft(space);
  for (let size = 0; size < entries - 1; size++) {
    moveLeft(space, load<i32>(order + (size << 4), 8));
    if (only >= 0 && size != only) continue;
    const gain = gainOf(space);
    if (gain <= best.gain) continue;
    clearSet(best);
    for (let member = 0; member <= size; member++) {
      addToSet(best, load<i32>(space.bins + (load<i32>(order + (member << 4), 8) << 2)));
    }
    note(best, feature, 0, (best.set0 & 1) != 0, gain);
    best.isSet = 1;
  }
}

function commonestClass(space: Workspace): i32 {
  let commonest = 0;
  for (let output = 1; output < forest.width; output++) {
    if (load<f64>(space.nodeClasses + (output << 3)) > load<f64>(space.nodeClasses + (commonest << 3))) commonest = output;
  }
  return commonest;
}

function shareOf(space: Workspace, entry: i32, output: i32): f64 {
  const weight = load<f64>(space.sums + (entry << 4), 8);
  if (forest.width == 1) return load<f64>(space.sums + (entry << 4)) / weight;
  return load<f64>(space.classSums + ((entry * forest.width + output) << 3)) / weight;
}

function clearLeft(space: Workspace): void {
  leftGradient = 0;
  leftWeight = 0;
  leftRows = 0;
  if (forest.width > 1) memory.fill(space.leftClasses, 0, forest.width << 3);
}

function moveLeft(space: Workspace, entry: i32): void {
  leftGradient += load<f64>(space.sums + (entry << 4));
  leftWeight += load<f64>(space.sums + (entry << 4), 8);
  leftRows += load<i32>(space.binRows + (entry << 2));
  for (let output = 0; output < forest.width && forest.width > 1; output++) {
    const left = space.leftClasses + (output << 3);
    store<f64>(left, load<f64>(left) + load<f64>(space.classSums + ((entry * forest.width + output) << 3)));
  }
}

/** What both sides explain beyond the node; −∞ when a side has too few rows. */
function gainOf(space: Workspace): f64 {
  const rightWeight = nodeWeight - leftWeight;
  if (leftRows < forest.minSamplesLeaf || nodeRows - leftRows < forest.minSamplesLeaf) return -Infinity;
  if (forest.width == 1) {
    return square(leftGradient) / leftWeight + square(nodeGradient - leftGradient) / rightWeight - square(nodeGradient) / nodeWeight;
  }
  let left: f64 = 0;
  let right: f64 = 0;
  let all: f64 = 0;
  for (let output = 0; output < forest.width; output++) {
    const ofLeft = load<f64>(space.leftClasses + (output << 3));
    const ofNode = load<f64>(space.nodeClasses + (output << 3));
    left += square(ofLeft);
    right += square(ofNode - ofLeft);
    all += square(ofNode);
  }
  return left / leftWeight + right / rightWeight - all / nodeWeight;
}

function square(value: f64): f64 {
  return value * value;
}

function note(best: Split, feature: i32, bin: i32, missingLeft: bool, gain: f64): void {
  best.feature = feature;
  best.bin = bin;
  best.missingLeft = i32(missingLeft);
  best.isSet = 0;
  best.gain = gain;
}
