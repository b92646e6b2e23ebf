/** What is shared while a forest grows, beside `State`. */
@unmanaged
export class Forest {
  /** Numbers a leaf has: a share for each class when there are more than two, else 1. */
  width: i32;
  bootstrap: i32;
  /** Thresholds are drawn at random, one a feature. */
  randomThresholds: i32;
  maxFeatures: i32;
  maxDepth: i32;
  minSamplesSplit: i32;
  minSamplesLeaf: i32;
  /** Trees that grow in this round, one a thread. */
  trees: i32;
  /** u32 [threads, 2]. */
  seeds: usize;
  /** A `Workspace` for each thread. */
  workspaces: usize;
  /** f64 [rows, width]: sums over the trees that have not seen the row, and behind them how many, f64 [rows]; 0 when not asked for. */
  outOfBag: usize;
  outOfBagTrees: usize;
}

export const forest = changetype<Forest>(2560);

/** What a thread grows its tree with. */
@unmanaged
export class Workspace {
  nodeCount: i32;
  leafCount: i32;
  /** u8 [rows]: how often each row was drawn. */
  bag: usize;
  /** u32 [rows]: the rows of each node one behind the other. */
  order: usize;
  /** f32 [rows, 2] in the same order: weighted target and weight; with a width of more than 1 class and weight. */
  pairs: usize;
  spareOrder: usize;
  sparePairs: usize;
  /** i32 [features]: those drawn for a node come first. */
  features: usize;
  /** f64 [256, 2]: sums of pairs by bin, all 0 between two uses; i32 [256] rows; with width f64 [256, width] by class. */
  histogram: usize;
  counts: usize;
  classHistogram: usize;
  /** The bins that a node's rows have, in rising order: i32 [256] bin, i32 [256] rows, f64 [256, 2] sums, f64 [256, width] by class. */
  bins: usize;
  binRows: usize;
  sums: usize;
  classSums: usize;
  /** f64 [width] each: of the node, and of the left side of a split. */
  nodeClasses: usize;
  leftClasses: usize;
  /** `Split` twice: the best so far, and a place to build a set. */
  best: usize;
  routes: usize;
  stack: usize;
  /** `TreeNode` [2 · rows], f32 [rows, width]. */
  nodes: usize;
  leafValues: usize;
}

export const WORKSPACE_BYTES: i32 = offsetof<Workspace>();

export function workspaceOf(thread: i32): Workspace {
  return changetype<Workspace>(forest.workspaces + <usize>thread * WORKSPACE_BYTES);
}
