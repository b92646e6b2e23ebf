/** A node as trees are handed out; core/trainers/trees/tree-memory.ts reads these bytes. */
@unmanaged
export class TreeNode {
  /** −1 for a leaf. */
  feature: i32;
  /** Of a number: the last bin that goes left. */
  bin: i32;
  left: i32;
  right: i32;
  missingLeft: i32;
  /** 1 when the bins of the set go left. */
  isSet: i32;
  gain: f64;
  /** Sum of the hessians, or of the weights of the rows. */
  cover: f64;
  /** Of a leaf: its output. In a forest: the number of the leaf. */
  value: f64;
  /** Bits of the 256 bins. */
  set0: u64;
  set1: u64;
  set2: u64;
  set3: u64;
  /** Of a leaf: where its rows are in the index. */
  start: i32;
  end: i32;
}

export const NODE_BYTES: i32 = offsetof<TreeNode>();

/** A way to split a leaf. */
@unmanaged
export class Split {
  /** 0 when there is none that gains anything. */
  gain: f64;
  leftGradient: f64;
  leftHessian: f64;
  feature: i32;
  bin: i32;
  missingLeft: i32;
  isSet: i32;
  set0: u64;
  set1: u64;
  set2: u64;
  set3: u64;
}

export const SPLIT_BYTES: i32 = offsetof<Split>();

/** A leaf of a tree that still grows. */
@unmanaged
export class Leaf {
  start: i32;
  end: i32;
  node: i32;
  depth: i32;
  gradient: f64;
  hessian: f64;
  /** Bounds of its output, by monotone constraints of splits above. */
  lower: f64;
  upper: f64;
  histogram: usize;
  /** Split [1]. */
  best: usize;
}

export const LEAF_BYTES: i32 = offsetof<Leaf>();

/** Writes for each bin 1 when it goes left, else 0. @param routes - u8 [256]. */
export function writeRoutes(routes: usize, split: Split): void {
  if (split.isSet) {
    for (let bin = 0; bin < 256; bin++) store<u8>(routes + bin, setHas(split, bin));
    return;
  }
  memory.fill(routes, 0, 256);
  memory.fill(routes + 1, 1, split.bin);
  store<u8>(routes, split.missingLeft);
}

function setHas(split: Split, bin: i32): u8 {
  const word = load<u64>(changetype<usize>(split) + offsetof<Split>('set0') + ((bin >> 6) << 3));
  return <u8>((word >> (bin & 63)) & 1);
}

export function clearSet(split: Split): void {
  split.set0 = split.set1 = split.set2 = split.set3 = 0;
}

export function addToSet(split: Split, bin: i32): void {
  const place = changetype<usize>(split) + offsetof<Split>('set0') + ((bin >> 6) << 3);
  store<u64>(place, load<u64>(place) | ((<u64>1) << (bin & 63)));
}

export function copySplit(to: Split, from: Split): void {
  memory.copy(changetype<usize>(to), changetype<usize>(from), SPLIT_BYTES);
}

/** Makes a leaf of the tree a node that splits. */
export function writeSplit(node: TreeNode, split: Split, left: i32): void {
  node.feature = split.feature;
  node.bin = split.bin;
  node.left = left;
  node.right = left + 1;
  node.missingLeft = split.missingLeft;
  node.isSet = split.isSet;
  node.gain = split.gain;
  node.set0 = split.set0;
  node.set1 = split.set1;
  node.set2 = split.set2;
  node.set3 = split.set3;
}

/** The bin that a row has of a feature decides where it goes. */
export function goesLeft(node: TreeNode, bin: u32): bool {
  if (node.isSet) {
    const word = load<u64>(changetype<usize>(node) + offsetof<TreeNode>('set0') + ((bin >> 6) << 3));
    return ((word >> (bin & 63)) & 1) != 0;
  }
  return bin == 0 ? node.missingLeft != 0 : <i32>bin <= node.bin;
}
