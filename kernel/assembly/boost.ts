import { boosting } from './boosting-state';
import { shareStart } from './crew';
import { bookBytes } from './books';
import { DESK_BYTES, FINDING_BYTES } from './grow';
import { FEATURE_BYTES } from './histogram';
import { reserve } from './memory';
import { state } from './state';
import { goesLeft, NODE_BYTES, TreeNode } from './tree';

/** Reserves all that boosting needs beside the binned rows. @returns Whether there was memory. */
export function prepareBoosting(outputs: i32, loss: i32, maxLeaves: i32, maxDepth: i32): bool {
  const rows = <f64>state.rows;
  boosting.outputs = outputs;
  boosting.loss = loss;
  boosting.maxLeaves = maxLeaves;
  boosting.maxDepth = maxDepth;
  boosting.histogramBytes = state.features * FEATURE_BYTES;
  boosting.scores = reserve(rows * outputs * 8);
  boosting.gradients = reserve(rows * outputs * 8);
  boosting.largest = reserve(<f64>state.threads * 16);
  boosting.trainingRows = reserve(rows * 4);
  boosting.index = reserve(rows * 4 + 4);
  boosting.spareLeft = reserve(rows * 4 + 4);
  boosting.spareRight = reserve(rows * 4 + 4);
  boosting.lefts = reserve(<f64>state.threads * 4);
  boosting.partials = reserve(<f64>(state.threads - 1) * boosting.histogramBytes);
  boosting.findings = reserve(<f64>state.threads * FINDING_BYTES);
  boosting.nodes = reserve(<f64>maxLeaves * 2 * NODE_BYTES);
  boosting.allowed = reserve(state.features);
  boosting.desks = reserve(<f64>state.threads * DESK_BYTES);
  boosting.books = reserve(<f64>state.threads * bookBytes(maxLeaves));
  boosting.histograms = reserve(<f64>maxLeaves * boosting.histogramBytes + 16);
  boosting.monotone = 0;
  boosting.stopped = 0;
  return boosting.histograms != 0;
}

export function setRegularisation(l1: f64, l2: f64, minChildWeight: f64, minSamplesLeaf: i32, learningRate: f64): void {
  boosting.l1 = l1;
  boosting.l2 = l2;
  boosting.minChildWeight = minChildWeight;
  boosting.minSamplesLeaf = minSamplesLeaf;
  boosting.learningRate = learningRate;
}

/** @param weightBound - A power of two that no row's weight exceeds. */
export function setLoss(quantile: f64, weightBound: f64): void {
  boosting.quantile = quantile;
  boosting.weightBound = weightBound;
}

/** @returns Where to write the directions, i8 [features]. */
export function reserveMonotone(): usize {
  boosting.monotone = reserve(state.features);
  return boosting.monotone;
}

/** The first `training` rows of the list may be in trees. */
export function setTraining(training: i32): void {
  boosting.training = training;
}

/** Which score the next tree is for. */
export function setOutput(output: i32): void {
  boosting.output = output;
}

/** Lists the rows of the next tree, drawn without replacement by a hash of their number, and behind them all others. */
export function drawRows(seed: u32, share: f64): void {
  const rows = state.rows;
  if (share >= 1) {
    memory.copy(boosting.index, boosting.trainingRows, (<usize>rows) << 2);
    boosting.drawn = boosting.training;
    return;
  }
  const limit = <u64>(share * 4294967296);
  let drawn = 0;
  let others = 0;
  for (let place = 0; place < boosting.training; place++) {
    const row = load<u32>(boosting.trainingRows + ((<usize>place) << 2));
    const isDrawn = i32(<u64>hash(row, seed) < limit);
    store<u32>(boosting.index + ((<usize>drawn) << 2), row);
    store<u32>(boosting.spareRight + ((<usize>others) << 2), row);
    drawn += isDrawn;
    others += 1 - isDrawn;
  }
  boosting.drawn = drawn;
  memory.copy(boosting.index + ((<usize>drawn) << 2), boosting.spareRight, (<usize>others) << 2);
  const held = (<usize>boosting.training) << 2;
  memory.copy(boosting.index + held, boosting.trainingRows + held, (<usize>(rows - boosting.training)) << 2);
}

/** The finisher of MurmurHash3 over both. */
function hash(row: u32, seed: u32): u32 {
  let mixed = (row * 0x9e3779b1) ^ seed;
  mixed = (mixed ^ (mixed >> 16)) * 0x85ebca6b;
  mixed = (mixed ^ (mixed >> 13)) * 0xc2b2ae35;
  return mixed ^ (mixed >> 16);
}

/** Adds the outputs of the tree to the scores: of its own rows leaf by leaf, of all others by walking down. */
export function addScores(thread: i32): void {
  const scores = boosting.scores + <usize>boosting.output * ((<usize>state.rows) << 3);
  for (let index = 0; index < boosting.nodeCount; index++) {
    const node = changetype<TreeNode>(boosting.nodes + <usize>index * NODE_BYTES);
    if (node.feature >= 0) continue;
    const count = node.end - node.start;
    const end = node.start + shareStart(count, thread + 1, state.threads);
    for (let place = node.start + shareStart(count, thread, state.threads); place < end; place++) addTo(scores, place, node.value);
  }
  const others = state.rows - boosting.drawn;
  const end = boosting.drawn + shareStart(others, thread + 1, state.threads);
  for (let place = boosting.drawn + shareStart(others, thread, state.threads); place < end; place++) {
    const row = load<u32>(boosting.index + ((<usize>place) << 2));
    addTo(scores, place, leafOf(boosting.nodes, row).value);
  }
}

function addTo(scores: usize, place: i32, value: f64): void {
  const score = scores + ((<usize>load<u32>(boosting.index + ((<usize>place) << 2))) << 3);
  store<f64>(score, load<f64>(score) + value);
}

/** The leaf of a tree that a row comes to. */
export function leafOf(nodes: usize, row: u32): TreeNode {
  let node = changetype<TreeNode>(nodes);
  while (node.feature >= 0) {
    const bin = <u32>load<u8>(state.columns + <usize>node.feature * state.rows + row);
    node = changetype<TreeNode>(nodes + <usize>(goesLeft(node, bin) ? node.left : node.right) * NODE_BYTES);
  }
  return node;
}
