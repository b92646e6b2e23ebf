import { leafOf } from './boost';
import { LOOK_ROWS, mustStop, shareStart } from './crew';
import { collectBins } from './forest-bins';
import { describeNode, nodeScore, searchBins } from './forest-search';
import { forest, Workspace, workspaceOf, WORKSPACE_BYTES } from './forest-state';
import { reserve } from './memory';
import { randomBelow, seedRandom } from './random';
import { state } from './state';
import { NODE_BYTES, Split, SPLIT_BYTES, TreeNode, writeRoutes, writeSplit } from './tree';

/** Nodes that wait for their turn: the smaller child is taken first, so there are at most log2(rows) of them. */
const MAX_WAITING: i32 = 64;

/** Share of what a node explains that rounding may take from a split. */
const ROUNDING: f64 = 1e-10;

export function setForest(width: i32, bootstrap: i32, randomThresholds: i32, maxFeatures: i32): void {
  forest.width = width;
  forest.bootstrap = bootstrap;
  forest.randomThresholds = randomThresholds;
  forest.maxFeatures = maxFeatures;
}

export function setForestLimits(maxDepth: i32, minSamplesSplit: i32, minSamplesLeaf: i32): void {
  forest.maxDepth = maxDepth;
  forest.minSamplesSplit = minSamplesSplit;
  forest.minSamplesLeaf = minSamplesLeaf;
}

/** Reserves what every thread needs. @param outOfBag - Whether rows are also predicted. @returns Whether there was memory. */
export function prepareForest(outOfBag: bool): bool {
  const rows = <f64>state.rows;
  forest.seeds = reserve(<f64>state.threads * 8);
  forest.workspaces = reserve(<f64>state.threads * WORKSPACE_BYTES);
  forest.outOfBag = outOfBag ? reserve(rows * (forest.width + 1) * 8) : 0;
  forest.outOfBagTrees = forest.outOfBag + <usize>state.rows * (forest.width << 3);
  let last: usize = 1;
  for (let thread = 0; thread < state.threads && last != 0; thread++) last = prepareWorkspace(workspaceOf(thread));
  if (last == 0) return false;
  if (outOfBag) memory.fill(forest.outOfBag, 0, <usize>state.rows * ((forest.width + 1) << 3));
  return true;
}

function prepareWorkspace(space: Workspace): usize {
  const rows = <f64>state.rows;
  const perBin = <f64>256 * 8 * forest.width;
  space.bag = reserve(rows);
  space.order = reserve(rows * 4 + 4);
  space.pairs = reserve(rows * 8 + 8);
  space.spareOrder = reserve(rows * 4 + 4);
  space.sparePairs = reserve(rows * 8 + 8);
  space.features = reserve(<f64>state.features * 4);
  space.histogram = reserve(256 * 16);
  space.counts = reserve(256 * 4 + 256 * 16);
  space.classHistogram = reserve(perBin);
  space.bins = reserve(256 * 4 + 4);
  space.binRows = reserve(256 * 4 + 4);
  space.sums = reserve(256 * 16 + 16);
  space.classSums = reserve(perBin + 8 * forest.width);
  space.nodeClasses = reserve(8 * forest.width);
  space.leftClasses = reserve(8 * forest.width);
  space.best = reserve(SPLIT_BYTES);
  space.routes = reserve(256);
  space.stack = reserve(MAX_WAITING * 16);
  space.leafValues = reserve(rows * 4 * forest.width);
  space.nodes = reserve(rows * 2 * NODE_BYTES);
  if (space.nodes == 0) return 0;
  memory.fill(space.histogram, 0, 256 * 16);
  memory.fill(space.counts, 0, 256 * 4);
  memory.fill(space.classHistogram, 0, <usize>perBin);
  return space.nodes;
}

/** @returns Where to write the seeds of the next round, u32 [threads, 2]. */
export function nextRound(trees: i32): usize {
  forest.trees = trees;
  return forest.seeds;
}

/** Each thread grows a tree of its own, without a word to the others. */
export function growForest(thread: i32): void {
  if (thread >= forest.trees) return;
  const seeds = forest.seeds + ((<usize>thread) << 3);
  seedRandom(load<u32>(seeds), load<u32>(seeds, 4));
  const space = workspaceOf(thread);
  space.nodeCount = 1;
  space.leafCount = 0;
  for (let feature = 0; feature < state.features; feature++) store<i32>(space.features + (feature << 2), feature);
  let waiting = 0;
  waiting = push(space, waiting, 0, drawBag(space, thread), 0, 0);
  let nodes = 0;
  while (waiting > 0) {
    waiting--;
    const entry = space.stack + ((<usize>waiting) << 4);
    waiting = growNode(space, waiting, thread, load<i32>(entry), load<i32>(entry, 4), load<i32>(entry, 8), load<i32>(entry, 12));
    if ((nodes++ & 15) == 0 && mustStop(thread)) return;
  }
}

function push(space: Workspace, waiting: i32, start: i32, end: i32, node: i32, depth: i32): i32 {
  const entry = space.stack + ((<usize>waiting) << 4);
  store<i32>(entry, start);
  store<i32>(entry, end, 4);
  store<i32>(entry, node, 8);
  store<i32>(entry, depth, 12);
  return waiting + 1;
}

/** Draws as many rows as there are, with replacement, or takes each once. @returns How many different ones; 0 when cancelled. */
function drawBag(space: Workspace, thread: i32): i32 {
  const rows = state.rows;
  memory.fill(space.bag, forest.bootstrap ? 0 : 1, rows);
  if (forest.bootstrap) {
    for (let draw = 0; draw < rows; draw++) {
      if ((draw & (LOOK_ROWS - 1)) == 0 && mustStop(thread)) return 0;
      const place = space.bag + randomBelow(rows);
      store<u8>(place, min(load<u8>(place) + 1, 255));
    }
  }
  const drawn = listBag(space, thread);
  if (drawn != 0 || !forest.bootstrap) return drawn;
  // Where few rows have a weight, none of them may have been drawn: a tree of nothing would say nothing.
  memory.fill(space.bag, 1, rows);
  return listBag(space, thread);
}

/** The rows of the bag that count, with what they count. @returns How many; 0 when cancelled. */
function listBag(space: Workspace, thread: i32): i32 {
  let drawn = 0;
  for (let row = 0; row < state.rows; row++) {
    if ((row & (LOOK_ROWS - 1)) == 0 && mustStop(thread)) return 0;
    const weight = <f32>load<u8>(space.bag + row) * (state.weights == 0 ? 1 : load<f32>(state.weights + ((<usize>row) << 2)));
    if (weight == 0) continue;
    const target = load<f32>(state.target + ((<usize>row) << 2));
    store<u32>(space.order + ((<usize>drawn) << 2), row);
    store<f32>(space.pairs + ((<usize>drawn) << 3), forest.width == 1 ? target * weight : target);
    store<f32>(space.pairs + ((<usize>drawn) << 3), weight, 4);
    drawn++;
  }
  return drawn;
}

/** Makes a leaf, or splits and puts both children on the stack. @returns How many nodes wait. */
function growNode(space: Workspace, waiting: i32, thread: i32, start: i32, end: i32, index: i32, depth: i32): i32 {
  const node = changetype<TreeNode>(space.nodes + <usize>index * NODE_BYTES);
  const isPure = describe(space, node, start, end);
  const rows = end - start;
  const best = changetype<Split>(space.best);
  best.feature = -1;
  if (!isPure && depth < forest.maxDepth && rows >= forest.minSamplesSplit && rows >= 2 * forest.minSamplesLeaf) {
    // A split that gains nothing is taken where there is no better one: it may be what a later one needs.
    best.gain = -ROUNDING * abs(nodeScore(space));
    searchNode(space, best, start, end, thread);
  }
  if (best.feature < 0) {
    writeLeaf(space, node, start, end);
    return waiting;
  }
  const left = space.nodeCount;
  space.nodeCount += 2;
  writeSplit(node, best, left);
  writeRoutes(space.routes, best);
  const middle = separate(space, start, end, state.columns + <usize>best.feature * state.rows);
  const leftIsSmaller = middle - start <= end - middle;
  if (!leftIsSmaller) waiting = push(space, waiting, start, middle, left, depth + 1);
  waiting = push(space, waiting, middle, end, left + 1, depth + 1);
  if (leftIsSmaller) waiting = push(space, waiting, start, middle, left, depth + 1);
  return waiting;
}

/** Sums up a node's rows. @returns Whether all have the same target. */
function describe(space: Workspace, node: TreeNode, start: i32, end: i32): bool {
  let gradient: f64 = 0;
  let weight: f64 = 0;
  let isPure = true;
  const firstTarget = targetAt(space, start);
  if (forest.width > 1) memory.fill(space.nodeClasses, 0, forest.width << 3);
  for (let place = start; place < end; place++) {
    const pair = space.pairs + ((<usize>place) << 3);
    const own = <f64>load<f32>(pair, 4);
    gradient += load<f32>(pair);
    weight += own;
    if (forest.width > 1) {
      const sum = space.nodeClasses + ((<usize>load<f32>(pair)) << 3);
      store<f64>(sum, load<f64>(sum) + own);
    }
    isPure = isPure && targetAt(space, place) == firstTarget;
  }
  node.cover = weight;
  node.gain = gradient;
  describeNode(gradient, weight, end - start);
  return isPure;
}

function targetAt(space: Workspace, place: i32): f32 {
  return load<f32>(state.target + ((<usize>load<u32>(space.order + ((<usize>place) << 2))) << 2));
}

/** Looks at features in random order: at `maxFeatures`, and further until there is a split. */
function searchNode(space: Workspace, best: Split, start: i32, end: i32, thread: i32): void {
  const features = state.features;
  for (let seen = 0; seen < features && (seen < forest.maxFeatures || best.feature < 0); seen++) {
    const place = space.features + ((seen + randomBelow(features - seen)) << 2);
    const feature = load<i32>(place);
    store<i32>(place, load<i32>(space.features + (seen << 2)));
    store<i32>(space.features + (seen << 2), feature);
    if (end - start >= LOOK_ROWS && mustStop(thread)) return;
    const entries = collectBins(space, start, end, feature);
    if (entries > 1) searchBins(space, best, feature, entries);
  }
}

function separate(space: Workspace, start: i32, end: i32, column: usize): i32 {
  let left = start;
  let right = 0;
  for (let place = start; place < end; place++) {
    const row = load<u32>(space.order + ((<usize>place) << 2));
    const pair = load<u64>(space.pairs + ((<usize>place) << 3));
    const isLeft: i32 = load<u8>(space.routes + load<u8>(column + row));
    store<u32>(space.order + ((<usize>left) << 2), row);
    store<u64>(space.pairs + ((<usize>left) << 3), pair);
    store<u32>(space.spareOrder + ((<usize>right) << 2), row);
    store<u64>(space.sparePairs + ((<usize>right) << 3), pair);
    left += isLeft;
    right += 1 - isLeft;
  }
  memory.copy(space.order + ((<usize>left) << 2), space.spareOrder, (<usize>right) << 2);
  memory.copy(space.pairs + ((<usize>left) << 3), space.sparePairs, (<usize>right) << 3);
  return left;
}

function writeLeaf(space: Workspace, node: TreeNode, start: i32, end: i32): void {
  const leaf = space.leafCount++;
  const values = space.leafValues + <usize>leaf * (forest.width << 2);
  if (forest.width == 1) store<f32>(values, <f32>(node.gain / node.cover));
  for (let output = 0; output < forest.width && forest.width > 1; output++) {
    store<f32>(values + (output << 2), <f32>(load<f64>(space.nodeClasses + (output << 3)) / node.cover));
  }
  node.feature = -1;
  node.gain = 0;
  node.value = leaf;
  node.start = start;
  node.end = end;
}

/** Adds what the trees of this round say of rows that they have not seen, tree by tree. */
export function predictOutOfBag(thread: i32): void {
  const end = shareStart(state.rows, thread + 1, state.threads);
  for (let tree = 0; tree < forest.trees; tree++) {
    const space = workspaceOf(tree);
    for (let row = shareStart(state.rows, thread, state.threads); row < end; row++) {
      if ((row & 4095) == 0 && mustStop(thread)) return;
      if (load<u8>(space.bag + row) != 0) continue;
      const leaf = <usize>leafOf(space.nodes, row).value;
      for (let output = 0; output < forest.width; output++) {
        const sum = forest.outOfBag + ((<usize>row * forest.width + output) << 3);
        store<f64>(sum, load<f64>(sum) + load<f32>(space.leafValues + ((leaf * forest.width + output) << 2)));
      }
      const trees = forest.outOfBagTrees + ((<usize>row) << 3);
      store<f64>(trees, load<f64>(trees) + 1);
    }
  }
}
