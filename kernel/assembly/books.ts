import { boosting } from './boosting-state';
import { outputOf } from './output';
import { state } from './state';
import { copySplit, Leaf, LEAF_BYTES, NODE_BYTES, Split, SPLIT_BYTES, TreeNode, writeSplit } from './tree';

/*
 * The leaves of the tree that grows. Every thread keeps these books by itself, from the same facts: none has to wait
 * until another has written them. The nodes, which are handed out, are written by the first thread.
 */

/** Leaves so far; of each thread its own, as all variables of a module. */
let leafCount: i32 = 0;

/** Bytes of the books of a thread: `Leaf` [maxLeaves], in the order they came to be, then the best `Split` of each. */
export function bookBytes(maxLeaves: i32): i32 {
  return (maxLeaves * (LEAF_BYTES + SPLIT_BYTES) + 63) & ~63; // whole cache lines: no two threads write to one
}

function leafAt(index: i32, thread: i32): Leaf {
  return changetype<Leaf>(boosting.books + <usize>thread * bookBytes(boosting.maxLeaves) + <usize>index * LEAF_BYTES);
}

function nodeAt(index: i32): TreeNode {
  return changetype<TreeNode>(boosting.nodes + <usize>index * NODE_BYTES);
}

function addLeaf(thread: i32): Leaf {
  const leaf = leafAt(leafCount, thread);
  const splits = changetype<usize>(leafAt(boosting.maxLeaves, thread));
  leaf.best = splits + <usize>leafCount * SPLIT_BYTES;
  leafCount++;
  return leaf;
}

/** The leaf of all rows drawn, which is node 0. */
export function plantRoot(thread: i32): Leaf {
  leafCount = 0;
  const root = addLeaf(thread);
  root.start = 0;
  root.end = boosting.drawn;
  root.node = 0;
  root.depth = 0;
  root.lower = -Infinity;
  root.upper = Infinity;
  root.histogram = boosting.histograms;
  return root;
}

/** Gradient and hessian of all rows: every feature has them. */
export function sumUp(root: Leaf): void {
  root.gradient = 0;
  root.hessian = 0;
  for (let bin = 0; bin < load<i32>(state.binCounts); bin++) {
    root.gradient += load<f64>(root.histogram + (bin << 4));
    root.hessian += load<f64>(root.histogram + (bin << 4), 8);
  }
}

/** The leaf to split next, which is the one that gains most; null when the tree is done. */
export function chooseLeaf(thread: i32): Leaf | null {
  if (isFull()) return null;
  let most: f64 = 0;
  let chosen: Leaf | null = null;
  for (let index = 0; index < leafCount; index++) {
    const leaf = leafAt(index, thread);
    const gain = changetype<Split>(leaf.best).gain;
    if (gain <= most) continue;
    most = gain;
    chosen = leaf;
  }
  return chosen;
}

/** Whether there are as many leaves as a tree may have. */
export function isFull(): bool {
  return leafCount == boosting.maxLeaves;
}

/** Splits a leaf: the left child takes the place of its parent, the right one comes last and is returned. */
export function makeChildren(parent: Leaf, middle: i32, thread: i32): Leaf {
  const split = changetype<Split>(parent.best);
  const leftIsSmaller = middle - parent.start <= parent.end - middle;
  const smaller = boosting.histograms + <usize>leafCount * boosting.histogramBytes;
  const larger = parent.histogram;
  const nodes = 2 * leafCount - 1;
  if (thread == 0) {
    nodeAt(parent.node).cover = parent.hessian;
    writeSplit(nodeAt(parent.node), split, nodes);
  }
  const right = addLeaf(thread);
  right.start = middle;
  right.end = parent.end;
  right.node = nodes + 1;
  right.depth = parent.depth + 1;
  right.gradient = parent.gradient - split.leftGradient;
  right.hessian = parent.hessian - split.leftHessian;
  right.lower = parent.lower;
  right.upper = parent.upper;
  right.histogram = leftIsSmaller ? larger : smaller;
  const left = parent;
  left.end = middle;
  left.node = nodes;
  left.depth = right.depth;
  left.gradient = split.leftGradient;
  left.hessian = split.leftHessian;
  left.histogram = leftIsSmaller ? smaller : larger;
  if (boosting.monotone != 0) bound(left, right, split.feature);
  changetype<Split>(left.best).gain = 0;
  changetype<Split>(right.best).gain = 0;
  return right;
}

/** Outputs below a split on a constrained feature stay on their side of the middle between its two children. */
function bound(left: Leaf, right: Leaf, feature: i32): void {
  const direction = <i32>load<i8>(boosting.monotone + feature);
  if (direction == 0) return;
  const middle = (outputOf(left.gradient, left.hessian, left) + outputOf(right.gradient, right.hessian, right)) / 2;
  if (direction > 0) left.upper = right.lower = middle;
  else left.lower = right.upper = middle;
}

/** Notes the best split of a leaf; the earlier one stays where both gain the same. */
export function noteSplit(leaf: Leaf, split: Split): void {
  const best = changetype<Split>(leaf.best);
  if (split.gain > best.gain) copySplit(best, split);
}

/** In float32, as the exported graph holds them: training goes on from what is predicted. */
export function writeLeaves(thread: i32): void {
  boosting.nodeCount = 2 * leafCount - 1;
  for (let index = 0; index < leafCount; index++) {
    const leaf = leafAt(index, thread);
    const node = nodeAt(leaf.node);
    node.feature = -1;
    node.cover = leaf.hessian;
    node.start = leaf.start;
    node.end = leaf.end;
    node.value = <f64>(<f32>(boosting.learningRate * outputOf(leaf.gradient, leaf.hessian, leaf)));
  }
}
