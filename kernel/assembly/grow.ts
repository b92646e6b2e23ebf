import { chooseLeaf, isFull, makeChildren, noteSplit, plantRoot, sumUp, writeLeaves } from './books';
import { boosting } from './boosting-state';
import { barrier, mustStop, shareStart } from './crew';
import { addFeature, addRows, clearFeatures, subtractFeature, TILE_SIZE } from './histogram';
import { partition } from './partition';
import { searchFeatures } from './search';
import { state } from './state';
import { Leaf, Split, SPLIT_BYTES, writeRoutes } from './tree';

/** Bytes of each thread's own: a tile of rows, the order of categories, routes of bins. */
export const DESK_BYTES: i32 = TILE_SIZE + 256 * 4 + 256;

/** Bytes of what a thread has found, one `Split` a child, in cache lines of its own. */
export const FINDING_BYTES: i32 = (2 * SPLIT_BYTES + 63) & ~63;

/** Leaves with fewer rows are added up feature by feature: merging what threads have of all features would cost more. */
const MERGED_ROWS: i32 = 16_384;

/**
 * Grows one tree on the rows drawn, leaf by leaf, always the one that gains most. All threads run this same
 * function: they share rows and features, and barriers keep them in step.
 */
export function growTree(thread: i32): void {
  const root = plantRoot(thread);
  changetype<Split>(root.best).gain = 0;
  buildHistogram(root, thread);
  barrier(); // the sums are those of the first feature, which is another thread's
  sumUp(root);
  searchLeaf(root, 0, thread);
  barrier();
  takeBest(root, 0);
  for (let leaf = chooseLeaf(thread); leaf != null; leaf = chooseLeaf(thread)) {
    splitLeaf(leaf, thread);
    if (boosting.stopped) break;
  }
  if (thread == 0) writeLeaves(thread);
}

function splitLeaf(parent: Leaf, thread: i32): void {
  const split = changetype<Split>(parent.best);
  const routes = deskOf(thread) + TILE_SIZE + 256 * 4;
  writeRoutes(routes, split);
  const middle = partition(parent.start, parent.end, split.feature, routes, thread);
  const left = parent;
  const right = makeChildren(parent, middle, thread);
  if (isFull()) return;
  const leftIsSmaller = left.end - left.start <= right.end - right.start;
  const smaller = leftIsSmaller ? left : right;
  const larger = leftIsSmaller ? right : left;
  buildHistogram(smaller, thread);
  const end = firstFeature(thread + 1);
  for (let feature = firstFeature(thread); feature < end; feature++) subtractFeature(larger.histogram, smaller.histogram, feature);
  searchLeaf(left, 0, thread);
  searchLeaf(right, 1, thread);
  if (thread == 0) boosting.stopped = i32(mustStop(thread)); // all threads read the same: it is written before no other barrier
  barrier();
  takeBest(left, 0);
  takeBest(right, 1);
}

function deskOf(thread: i32): usize {
  return boosting.desks + <usize>thread * DESK_BYTES;
}

function findingOf(thread: i32, child: i32): Split {
  return changetype<Split>(boosting.findings + <usize>thread * FINDING_BYTES + <usize>child * SPLIT_BYTES);
}

/** Features are dealt out by fours, as they are added up. */
function firstFeature(thread: i32): i32 {
  return min(4 * shareStart((state.features + 3) / 4, thread, state.threads), state.features);
}

/** Each thread has the sums of its share of the features at the end. */
function buildHistogram(leaf: Leaf, thread: i32): void {
  const from = firstFeature(thread);
  const to = firstFeature(thread + 1);
  const count = leaf.end - leaf.start;
  const histogram = leaf.histogram;
  if (count < MERGED_ROWS || state.threads == 1) {
    clearFeatures(histogram, from, to);
    if (from < to) addRows(histogram, leaf.start, leaf.end, from, to, deskOf(thread), thread);
    return;
  }
  // Rows are read by one thread only: the first one adds them up in place, the others in a histogram of their own.
  const mine = thread == 0 ? histogram : partialOf(thread);
  const start = leaf.start + shareStart(count, thread, state.threads);
  clearFeatures(mine, 0, state.features);
  addRows(mine, start, leaf.start + shareStart(count, thread + 1, state.threads), 0, state.features, deskOf(thread), thread);
  barrier();
  for (let feature = from; feature < to; feature++) {
    for (let other = 1; other < state.threads; other++) addFeature(histogram, partialOf(other), feature);
  }
}

function partialOf(thread: i32): usize {
  return boosting.partials + <usize>(thread - 1) * boosting.histogramBytes;
}

/** The best split of this thread's share of the features. @param child - 0 or 1. */
function searchLeaf(leaf: Leaf, child: i32, thread: i32): void {
  const split = findingOf(thread, child);
  split.gain = 0;
  split.feature = -1;
  if (leaf.end - leaf.start < 2 * boosting.minSamplesLeaf || leaf.depth >= boosting.maxDepth) return;
  searchFeatures(leaf, split, firstFeature(thread), firstFeature(thread + 1), deskOf(thread) + TILE_SIZE);
}

/** Of what the threads have found, the first feature of those that gain most: as one thread alone would find. */
function takeBest(leaf: Leaf, child: i32): void {
  for (let thread = 0; thread < state.threads; thread++) noteSplit(leaf, findingOf(thread, child));
}
