import type { CancellationFlag } from '../../pipeline/stage-context.js';
import { rowBlocks } from '../../row-blocks.js';
import type { BinnedFeatures } from './bin-sample.js';
import { GrowingArray } from './growing-array.js';
import type { TreeEnsemble } from './tree-ensemble.js';

/** Bytes of a node in the kernel's memory: `TreeNode` of kernel/assembly/tree.ts. */
export const NODE_BYTES = 88;
/** Byte offsets in it. */
export const NODE = {
  feature: 0,
  bin: 4,
  left: 8,
  missingLeft: 16,
  isSet: 20,
  gain: 24,
  cover: 32,
  value: 40,
  set: 48,
  start: 80,
  end: 84,
} as const;

/** The largest float32, in place of an infinite threshold: every number goes left. */
const LARGEST = 3.4028234663852886e38;

/** A threshold in place of a set of no code, which missing values alone are in: ONNX Runtime refuses an empty set. */
const BELOW_CODES = -1;

interface Shape {
  readonly features: number;
  readonly outputs: number;
  readonly width: number;
  readonly base: Float32Array;
}

/** A tree in the kernel's memory. */
export interface TreeView {
  readonly memory: ArrayBufferLike;
  /** Address of its root. */
  readonly nodes: number;
  readonly count: number;
  /** Of its leaves, shape [leaves, width]; when left out, a leaf's own value. */
  readonly leafValues?: ArrayLike<number>;
  readonly signal: CancellationFlag;
}

/** What it costs to copy a node, in values of a plain loop. */
const WORK_OF_NODE = 32;

/** Collects trees as they are grown. */
export class EnsembleBuilder {
  readonly #shape: Shape;
  readonly #roots = new GrowingArray((length) => new Int32Array(length));
  readonly #feature = new GrowingArray((length) => new Int32Array(length));
  readonly #threshold = new GrowingArray((length) => new Float32Array(length));
  readonly #left = new GrowingArray((length) => new Int32Array(length));
  readonly #missingLeft = new GrowingArray((length) => new Uint8Array(length));
  readonly #set = new GrowingArray((length) => new Int32Array(length));
  readonly #gain = new GrowingArray((length) => new Float32Array(length));
  readonly #cover = new GrowingArray((length) => new Float32Array(length));
  readonly #leaves = new GrowingArray((length) => new Float32Array(length));
  readonly #sets = new GrowingArray((length) => new Uint32Array(length));

  /** @param kept - Trees to begin with. */
  constructor(shape: Shape, kept?: TreeEnsemble) {
    this.#shape = shape;
    if (kept === undefined) return;
    this.#roots.append(kept.roots);
    this.#feature.append(kept.feature);
    this.#threshold.append(kept.threshold);
    this.#left.append(kept.left);
    this.#missingLeft.append(kept.missingLeft);
    this.#set.append(kept.set);
    this.#gain.append(kept.gain);
    this.#cover.append(kept.cover);
    this.#leaves.append(kept.leaves);
    this.#sets.append(kept.sets);
  }

  get trees(): number {
    return this.#roots.length;
  }

  /** Copies a tree out of the kernel's memory; bins become thresholds and codes. @throws LeatError `CANCELLED`. */
  add({ memory, nodes, count, leafValues, signal }: TreeView, binned: BinnedFeatures): void {
    const view = new DataView(memory, nodes, count * NODE_BYTES);
    const root = this.#feature.length;
    this.#roots.push(root);
    const firstLeaf = this.#leaves.length / this.#shape.width;
    if (leafValues !== undefined) this.#leaves.append(leafValues);
    for (const { start, end } of rowBlocks(count, { width: WORK_OF_NODE, signal })) {
      for (let index = start; index < end; index++) {
        const at = index * NODE_BYTES;
        const feature = view.getInt32(at + NODE.feature, true);
        this.#feature.push(feature);
        this.#gain.push(feature < 0 ? 0 : view.getFloat64(at + NODE.gain, true));
        this.#cover.push(view.getFloat64(at + NODE.cover, true));
        if (feature >= 0) this.#addSplit(view, { at, root, feature, binned });
        else this.#addLeaf(view.getFloat64(at + NODE.value, true), leafValues && firstLeaf);
      }
    }
  }

  /** @param first - Of the tree's leaves, when the value is a place among them; undefined when it is a leaf itself. */
  #addLeaf(value: number, first: number | undefined): void {
    this.#left.push(first === undefined ? this.#leaves.length : first + value);
    if (first === undefined) this.#leaves.push(value);
    this.#threshold.push(0);
    this.#missingLeft.push(0);
    this.#set.push(-1);
  }

  #addSplit(view: DataView, { at, root, feature, binned }: { at: number; root: number; feature: number; binned: BinnedFeatures }): void {
    this.#left.push(root + view.getInt32(at + NODE.left, true));
    this.#missingLeft.push(view.getInt32(at + NODE.missingLeft, true));
    const binOfCode = binned.binOfCode[feature];
    if (view.getInt32(at + NODE.isSet, true) === 0 || binOfCode === undefined) {
      const threshold = binned.thresholds[feature * 256 + view.getInt32(at + NODE.bin, true) - 1] ?? Infinity;
      this.#threshold.push(Math.min(threshold, LARGEST));
      this.#set.push(-1);
      return;
    }
    const words = new Uint32Array(Math.ceil(binOfCode.length / 32));
    binOfCode.forEach((bin, code) => {
      const isMember = (view.getUint8(at + NODE.set + (bin >>> 3)) >>> (bin & 7)) & 1;
      if (isMember === 1) words[code >>> 5] = ((words[code >>> 5] ?? 0) | (1 << (code & 31))) >>> 0;
    });
    const isEmpty = words.every((word) => word === 0);
    this.#threshold.push(isEmpty ? BELOW_CODES : 0);
    this.#set.push(isEmpty ? -1 : this.#sets.length);
    if (isEmpty) return;
    this.#sets.push(words.length);
    this.#sets.append(words);
  }

  /** @param trees - Only the first so many; all when left out. */
  finish(trees = this.trees): TreeEnsemble {
    const roots = this.#roots.toArray();
    const nodes = roots[trees] ?? this.#feature.length;
    const feature = this.#feature.toArray();
    const firstLeafAfter = firstLeaf(feature, this.#left.toArray(), nodes);
    return {
      ...this.#shape,
      roots: roots.slice(0, trees),
      feature: feature.slice(0, nodes),
      threshold: this.#threshold.toArray().slice(0, nodes),
      left: this.#left.toArray().slice(0, nodes),
      missingLeft: this.#missingLeft.toArray().slice(0, nodes),
      set: this.#set.toArray().slice(0, nodes),
      gain: this.#gain.toArray().slice(0, nodes),
      cover: this.#cover.toArray().slice(0, nodes),
      leaves: this.#leaves.toArray().slice(0, (firstLeafAfter ?? Infinity) * this.#shape.width),
      sets: this.#sets.toArray(),
    };
  }
}

/** The smallest leaf of the nodes from there on, which the nodes before do not have; undefined when there are none. */
function firstLeaf(feature: Int32Array, left: Int32Array, from: number): number | undefined {
  let first: number | undefined;
  for (let node = from; node < feature.length; node++) {
    const leaf = left[node] ?? 0;
    if ((feature[node] ?? 0) < 0 && (first === undefined || leaf < first)) first = leaf;
  }
  return first;
}
