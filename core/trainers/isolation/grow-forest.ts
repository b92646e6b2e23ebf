import type { Random } from '../../random.js';
import type { FeatureMatrix, Sample, TrainedParameters, TrainerTools } from '../define-trainer.js';
import { meanPathLength } from './path-length.js';

/** Trees as lists with an entry for each node of all trees, those of a tree one after the other, the root first. */
export interface IsolationForest {
  /** Entry of each tree's root. */
  readonly roots: readonly number[];
  /** The feature that a node looks at; −1 for a leaf. */
  readonly features: readonly number[];
  /** A row whose feature is at most this goes left, to the next node; representable in float32. */
  readonly thresholds: readonly number[];
  /** Entry of the node to the right. */
  readonly rights: readonly number[];
  /** Of a leaf: how many cuts lead to it, and on average would lead on to a single row. */
  readonly lengths: readonly number[];
  /** Mean path length that scores are relative to. */
  readonly normal: number;
}

export interface IsolationForestOptions {
  readonly trees: number;
  readonly maxSamples: number;
}

/** @throws LeatError `CANCELLED`. */
export async function growForest(
  { features, weights }: Sample,
  { trees, maxSamples }: IsolationForestOptions,
  { random, signal, progress }: TrainerTools,
): Promise<TrainedParameters<IsolationForest>> {
  const samples = Math.min(maxSamples, features.rows);
  const draw = rowDrawer(features.rows, weights);
  const grower = new TreeGrower(features, Math.ceil(Math.log2(samples)));
  const roots: number[] = [];
  for (let tree = 0; tree < trees; tree++) {
    signal.throwIfCancelled();
    const stream = random.fork(`tree-${String(tree)}`);
    roots.push(
      grower.grow(
        Uint32Array.from({ length: samples }, () => draw(stream)),
        stream,
      ),
    );
    progress((tree + 1) / trees);
  }
  return Promise.resolve({
    parameters: { roots, ...grower.nodes, normal: meanPathLength(Math.max(2, samples)) },
    notes: { trees, samples },
  });
}

/** With replacement, so that a row of weight 2 is drawn as often as two equal rows. */
function rowDrawer(rows: number, weights: Float64Array | undefined): (random: Random) => number {
  if (weights === undefined) return (random) => random.below(rows);
  let total = 0;
  const ends = weights.map((weight) => (total += weight));
  return (random) => {
    const place = random.next() * total;
    let [low, high] = [0, rows - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) > place) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

class TreeGrower {
  readonly nodes = { features: [] as number[], thresholds: [] as number[], rights: [] as number[], lengths: [] as number[] };
  readonly #matrix: FeatureMatrix;
  readonly #maxDepth: number;

  constructor(matrix: FeatureMatrix, maxDepth: number) {
    this.#matrix = matrix;
    this.#maxDepth = maxDepth;
  }

  /** @returns The entry of the root. */
  grow(rows: Uint32Array, random: Random, depth = 0): number {
    const { features, thresholds, rights, lengths } = this.nodes;
    const entry = features.length;
    const cut = depth < this.#maxDepth && rows.length > 1 ? this.#cut(rows, random) : undefined;
    features.push(cut?.feature ?? -1);
    thresholds.push(cut?.threshold ?? 0);
    rights.push(0);
    lengths.push(cut === undefined ? Math.fround(depth + meanPathLength(rows.length)) : 0);
    if (cut !== undefined) {
      const goesLeft = (row: number): boolean => this.#value(row, cut.feature) <= cut.threshold;
      this.grow(
        rows.filter((row) => goesLeft(row)),
        random,
        depth + 1,
      );
      rights[entry] = this.grow(
        rows.filter((row) => !goesLeft(row)),
        random,
        depth + 1,
      );
    }
    return entry;
  }

  /** Of a feature that differs between the rows, anywhere between its least and greatest value. */
  #cut(rows: Uint32Array, random: Random): { feature: number; threshold: number } | undefined {
    for (const feature of random.permutation(this.#matrix.names.length)) {
      let [least, greatest] = [Infinity, -Infinity];
      for (const row of rows) {
        const value = this.#value(row, feature);
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
      if (least === greatest) continue;
      const threshold = Math.fround(least + random.next() * (greatest - least));
      // Rounding may have reached the greatest value, to the right of which nothing would be left.
      return { feature, threshold: threshold < greatest ? threshold : least };
    }
    return undefined;
  }

  #value(row: number, feature: number): number {
    return this.#matrix.data[row * this.#matrix.names.length + feature] ?? NaN;
  }
}
