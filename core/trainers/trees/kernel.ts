import { LeatError } from '../../errors.js';
import type { CancellationFlag } from '../../pipeline/stage-context.js';

/** How the pure core gets the tree kernel (kernel/assembly), compiled, and threads to run it: see kernel/tree-kernels.ts. */
export interface TreeKernels {
  /** @param threads - At most so many, the calling one among them. */
  open(options: { readonly threads: number; readonly signal: CancellationFlag }): Promise<KernelSession>;
}

/** The kernel over a memory of its own, for one training. */
export interface KernelSession {
  readonly threads: number;
  /** Another object after the memory has grown: views are to be made anew after every call. */
  readonly memory: ArrayBufferLike;
  /** Calls a function in this thread. */
  call(name: KernelCall, ...parameters: readonly number[]): number;
  /** Calls a function in all threads at once, with the number of the thread before the others; back when all are done. */
  run(name: KernelTask, ...parameters: readonly number[]): void;
  /** Lets other work of this thread have its turn, when it had none for a while: checkpoints are saved then. */
  rest(): Promise<void>;
  /** Also after a failure. */
  close(): void;
}

export type KernelCall =
  | 'addressOf'
  | 'describeCategory'
  | 'drawRows'
  | 'mustStop'
  | 'nextRound'
  | 'prepareBinning'
  | 'prepareBoosting'
  | 'prepareForest'
  | 'prepareRows'
  | 'release'
  | 'reserve'
  | 'reserveMonotone'
  | 'reset'
  | 'setForest'
  | 'setForestLimits'
  | 'setLoss'
  | 'setOutput'
  | 'setRegularisation'
  | 'setTraining'
  | 'valuesAt';

/** What takes all threads. A list, so that threads can be told a task by its place. */
export const kernelTasks = [
  'addScores',
  'binRows',
  'computeGradients',
  'findThresholds',
  'growForest',
  'growTree',
  'predictOutOfBag',
] as const;

export type KernelTask = (typeof kernelTasks)[number];

/** A limit that is none. */
export const UNLIMITED = 0x7fffffff;

/** No number of rows may be more: the kernel counts in 32 bits, also twice as many. */
export const MOST_ROWS = 1_000_000_000;

/** Arrays and counts of the kernel, by the numbers of kernel/assembly/rows.ts. */
const places = {
  target: 0,
  weights: 1,
  thresholds: 2,
  binCounts: 3,
  scores: 4,
  trainingRows: 5,
  index: 6,
  nodes: 7,
  allowed: 8,
  outOfBag: 9,
  heap: 11,
  nodeCount: 12,
  forestNodes: 13,
  forestNodeCount: 14,
  forestLeafValues: 15,
  forestLeafCount: 16,
} as const;

/** @param tree - Of the round, for what belongs to a tree of a forest. */
export function placeOf(session: KernelSession, name: keyof typeof places, tree = 0): number {
  return session.call('addressOf', places[name], tree) >>> 0;
}

/** @throws LeatError `SAMPLE_TOO_LARGE` unless the kernel found the memory it was asked for. */
export function requireMemory(result: number): number {
  if (result !== 0) return result >>> 0;
  throw new LeatError(
    'SAMPLE_TOO_LARGE',
    'trees: expected rows that fit into the 4 GiB of WebAssembly, got more: train on fewer rows or features',
  );
}
