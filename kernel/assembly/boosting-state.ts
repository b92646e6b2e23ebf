/** What is shared while trees are boosted, beside `State`. */
@unmanaged
export class Boosting {
  /** One of loss.ts. */
  loss: i32;
  /** Scores a row has: one a class for softmax, else 1. */
  outputs: i32;
  /** Of the quantile loss. */
  quantile: f64;
  /** Bound of a row's weight: a power of two. */
  weightBound: f64;
  /** f64 [outputs, rows]: sums of the trees so far. */
  scores: usize;
  /** f32 [outputs, rows, 2]: gradient and hessian of each score, on a grid (gradients.ts). */
  gradients: usize;
  /** f64 [threads, 2]: largest gradient and hessian that each thread has seen. */
  largest: usize;

  /** Rows that may be in a tree, and those that no tree may see; u32 [rows] both. */
  trainingRows: usize;
  training: i32;
  heldOut: i32;
  /** u32 [rows]: the rows of each leaf, one leaf behind the other; behind those of the tree the rows it did not see. */
  index: usize;
  /** Rows in the tree. */
  drawn: i32;
  /** u32 [rows] twice: where a partition puts rows aside. */
  spareLeft: usize;
  spareRight: usize;
  /** i32 [threads]: rows that each thread has sent to the left. */
  lefts: usize;

  /** Bytes of a histogram: f64 [features, 256, 2]. */
  histogramBytes: i32;
  /** Histograms of the leaves, and one for each thread but the first. */
  histograms: usize;
  partials: usize;
  /** What each thread knows of the leaves: bookBytes of books.ts a thread. */
  books: usize;
  maxLeaves: i32;
  maxDepth: i32;
  /** Whether all threads leave the tree as it is, since the training is cancelled. */
  stopped: i32;
  /** The best split that each thread has found for both children: FINDING_BYTES of grow.ts a thread. */
  findings: usize;
  /** `TreeNode` [2 · maxLeaves]. */
  nodes: usize;
  nodeCount: i32;

  l1: f64;
  l2: f64;
  minChildWeight: f64;
  minSamplesLeaf: i32;
  learningRate: f64;
  /** i8 [features]: 1 where the output must not fall with the feature, −1 where it must not rise; 0 where it is free. */
  monotone: usize;
  /** u8 [features]: 1 where this tree may split on the feature. */
  allowed: usize;
  /** What each thread works on: DESK_BYTES of grow.ts a thread. */
  desks: usize;
  /** The score that this tree is for. */
  output: i32;
}

export const boosting = changetype<Boosting>(2048);
