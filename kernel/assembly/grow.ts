import { boosting } from './boosting-state';
import { barrier, mustStop, shareStart } from './crew';
import { addFeature, addRows, clearHistogram, subtractFeature, TILE_SIZE } from './histogram';
import { outputOf } from './output';
import { partition, SHARED_ROWS } from './partition';
import { searchFeatures } from './search';
import { state } from './state';
import { copySplit, Leaf, LEAF_BYTES, NODE_BYTES, Split, SPLIT_BYTES, TreeNode, writeRoutes, writeSplit } from './tree';

/** Bytes of each thread's own: a tile of rows, the order of categories, routes of bins. */
export const DESK_BYTES: i32 = TILE_SIZE + 256 * 4 + 256;

/**
 * Grows one tree on the rows drawn, leaf by leaf, always the one that gains most. All threads run this same
 * function: they share rows and features, the first one keeps the books, and barriers keep them in step.
 */
export function growTree(thread: i32): void {
  if (thread == 0) plantRoot();
  barrier();
  const root = leafAt(0);
  buildHistogram(root.histogram, root.start, root.end, thread);
  mergePartials(root.histogram, root.end - root.start, thread);
  barrier();
  if (thread == 0) sumUp(root);
  barrier();
  searchLeaf(root, 0, thread);
  barrier();
  if (thread == 0) {
    takeBest(root, 0);
    chooseNext();
  }
  barrier();
  while (boosting.next >= 0) {
    splitNext(thread);
    if (thread == 0 && mustStop(thread)) boosting.next = -1;
    barrier();
  }
  if (thread == 0) writeLeaves();
}

function splitNext(thread: i32): void {
  const parent = leafAt(boosting.next);
  const split = changetype<Split>(parent.best);
  const routes = deskOf(thread) + TILE_SIZE + 256 * 4;
  writeRoutes(routes, split);
  // All that is read of the books is read before the barriers of the partition: the first thread changes them after.
  const start = parent.start;
  const end = parent.end;
  const isLast = boosting.leafCount + 1 == boosting.maxLeaves;
  const smaller = boosting.histograms + <usize>boosting.leafCount * boosting.histogramBytes;
  const larger = parent.histogram;
  const middle = partition(start, end, split.feature, routes, thread);
  const leftIsSmaller = middle - start <= end - middle;
  if (!isLast) {
    if (leftIsSmaller) buildHistogram(smaller, start, middle, thread);
    else buildHistogram(smaller, middle, end, thread);
  }
  if (thread == 0) makeChildren(parent, split, middle, leftIsSmaller, smaller);
  barrier();
  const left = leafAt(boosting.next);
  const right = leafAt(boosting.leafCount - 1);
  if (!isLast) {
    const count = min(middle - start, end - middle);
    const to = shareStart(state.features, thread + 1, state.threads);
    for (let feature = shareStart(state.features, thread, state.threads); feature < to; feature++) {
      mergeFeature(smaller, count, feature);
      subtractFeature(larger, smaller, feature);
    }
    searchLeaf(left, 0, thread);
    searchLeaf(right, 1, thread);
  }
  barrier();
  if (thread != 0) return;
  if (!isLast) {
    takeBest(left, 0);
    takeBest(right, 1);
  }
  if (isLast) boosting.next = -1;
  else chooseNext();
}

function deskOf(thread: i32): usize {
  return boosting.desks + <usize>thread * DESK_BYTES;
}

function leafAt(index: i32): Leaf {
  return changetype<Leaf>(boosting.leaves + <usize>index * LEAF_BYTES);
}

function nodeAt(index: i32): TreeNode {
  return changetype<TreeNode>(boosting.nodes + <usize>index * NODE_BYTES);
}

function plantRoot(): void {
  const root = leafAt(0);
  root.start = 0;
  root.end = boosting.drawn;
  root.node = 0;
  root.depth = 0;
  root.lower = -Infinity;
  root.upper = Infinity;
  root.histogram = boosting.histograms;
  boosting.leafCount = 1;
  boosting.nodeCount = 1;
}

/** Gradient and hessian of all rows: every feature has them. */
function sumUp(root: Leaf): void {
  root.gradient = 0;
  root.hessian = 0;
  for (let bin = 0; bin < load<i32>(state.binCounts); bin++) {
    root.gradient += load<f64>(root.histogram + (bin << 4));
    root.hessian += load<f64>(root.histogram + (bin << 4), 8);
  }
}

/** Each thread adds up its share of the rows: the first one in place, the others in a histogram of their own. */
function buildHistogram(histogram: usize, start: i32, end: i32, thread: i32): void {
  const count = end - start;
  const threads = count < SHARED_ROWS ? 1 : state.threads;
  if (thread >= threads) return;
  const mine = thread == 0 ? histogram : boosting.partials + <usize>(thread - 1) * boosting.histogramBytes;
  clearHistogram(mine);
  const from = start + shareStart(count, thread, threads);
  addRows(mine, from, start + shareStart(count, thread + 1, threads), deskOf(thread), thread);
}

function mergePartials(histogram: usize, count: i32, thread: i32): void {
  barrier();
  const to = shareStart(state.features, thread + 1, state.threads);
  for (let feature = shareStart(state.features, thread, state.threads); feature < to; feature++) mergeFeature(histogram, count, feature);
}

function mergeFeature(histogram: usize, count: i32, feature: i32): void {
  if (count < SHARED_ROWS) return;
  for (let other = 1; other < state.threads; other++) {
    addFeature(histogram, boosting.partials + <usize>(other - 1) * boosting.histogramBytes, feature);
  }
}

/** The best split of this thread's share of the features. @param child - 0 or 1. */
function searchLeaf(leaf: Leaf, child: i32, thread: i32): void {
  const split = changetype<Split>(boosting.found + <usize>(2 * thread + child) * SPLIT_BYTES);
  split.gain = 0;
  split.feature = -1;
  if (leaf.end - leaf.start < 2 * boosting.minSamplesLeaf || leaf.depth >= boosting.maxDepth) return;
  const order = deskOf(thread) + TILE_SIZE;
  const from = shareStart(state.features, thread, state.threads);
  searchFeatures(leaf, split, from, shareStart(state.features, thread + 1, state.threads), order);
}

/** Of what the threads have found, the first feature of those that gain most: as one thread alone would find. */
function takeBest(leaf: Leaf, child: i32): void {
  const best = changetype<Split>(leaf.best);
  best.gain = 0;
  for (let thread = 0; thread < state.threads; thread++) {
    const split = changetype<Split>(boosting.found + <usize>(2 * thread + child) * SPLIT_BYTES);
    if (split.gain > best.gain) copySplit(best, split);
  }
}

function chooseNext(): void {
  boosting.next = -1;
  let most: f64 = 0;
  if (boosting.leafCount == boosting.maxLeaves) return;
  for (let index = 0; index < boosting.leafCount; index++) {
    const gain = changetype<Split>(leafAt(index).best).gain;
    if (gain <= most) continue;
    most = gain;
    boosting.next = index;
  }
}

/** The left child takes the place of its parent among the leaves, the right one comes last. */
function makeChildren(parent: Leaf, split: Split, middle: i32, leftIsSmaller: bool, smaller: usize): void {
  const index = boosting.leafCount++;
  const right = leafAt(index);
  const node = nodeAt(parent.node);
  node.cover = parent.hessian;
  writeSplit(node, split, boosting.nodeCount);
  right.start = middle;
  right.end = parent.end;
  right.node = boosting.nodeCount + 1;
  right.depth = parent.depth + 1;
  right.gradient = parent.gradient - split.leftGradient;
  right.hessian = parent.hessian - split.leftHessian;
  right.lower = parent.lower;
  right.upper = parent.upper;
  right.histogram = leftIsSmaller ? parent.histogram : smaller;
  const left = parent;
  left.end = middle;
  left.node = boosting.nodeCount;
  left.depth = parent.depth + 1;
  left.gradient = split.leftGradient;
  left.hessian = split.leftHessian;
  left.histogram = leftIsSmaller ? smaller : parent.histogram;
  boosting.nodeCount += 2;
  if (boosting.monotone != 0) bound(left, right, split.feature);
  changetype<Split>(left.best).gain = 0;
  changetype<Split>(right.best).gain = 0;
}

/** Outputs below a split on a constrained feature stay on their side of the middle between its two children. */
function bound(left: Leaf, right: Leaf, feature: i32): void {
  const direction = <i32>load<i8>(boosting.monotone + feature);
  if (direction == 0) return;
  const middle = (outputOf(left.gradient, left.hessian, left) + outputOf(right.gradient, right.hessian, right)) / 2;
  if (direction > 0) left.upper = right.lower = middle;
  else left.lower = right.upper = middle;
}

/** In float32, as the exported graph holds them: training goes on from what is predicted. */
function writeLeaves(): void {
  for (let index = 0; index < boosting.leafCount; index++) {
    const leaf = leafAt(index);
    const node = nodeAt(leaf.node);
    node.feature = -1;
    node.cover = leaf.hessian;
    node.start = leaf.start;
    node.end = leaf.end;
    node.value = <f64>(<f32>(boosting.learningRate * outputOf(leaf.gradient, leaf.hessian, leaf)));
  }
}
