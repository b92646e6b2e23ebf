import type { FeatureMatrix } from '../define-trainer.js';
import { goesLeft, type TreeEnsemble } from './tree-ensemble.js';

/** Sums of the trees. @returns Row-major, shape [rows, outputs]. */
export function predictTrees(ensemble: TreeEnsemble, features: FeatureMatrix): Float64Array {
  const { outputs, base, roots } = ensemble;
  const sums = Float64Array.from({ length: features.rows * outputs }, (_, index) => base[index % outputs] ?? 0);
  for (let tree = 0; tree < roots.length; tree++) addTree(sums, { ensemble, tree, features });
  return sums;
}

/** Tree by tree, so that the nodes of one stay in the processor's cache for all rows. */
function addTree(
  sums: Float64Array,
  { ensemble, tree, features }: { ensemble: TreeEnsemble; tree: number; features: FeatureMatrix },
): void {
  const { outputs, width, roots, feature, left, threshold, set, leaves } = ensemble;
  const { data, rows, names } = features;
  const root = roots[tree] ?? 0;
  const firstOutput = width === 1 ? tree % outputs : 0;
  for (let row = 0, offset = 0; row < rows; row++, offset += names.length) {
    let node = root;
    let split = feature[node] ?? -1;
    while (split >= 0) {
      const value = data[offset + split] ?? NaN;
      const isPlain = (set[node] ?? -1) < 0 && !Number.isNaN(value);
      const isLeft = isPlain ? value <= (threshold[node] ?? 0) : goesLeft(ensemble, node, value);
      node = (left[node] ?? 0) + (isLeft ? 0 : 1);
      split = feature[node] ?? -1;
    }
    const leaf = (left[node] ?? 0) * width;
    const first = row * outputs + firstOutput;
    for (let output = 0; output < width; output++) sums[first + output] = (sums[first + output] ?? 0) + (leaves[leaf + output] ?? 0);
  }
}
