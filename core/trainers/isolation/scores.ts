import { mlOperator, type GraphNode } from '../../onnx/graph.js';
import { exp, mul, scalar32 } from '../../onnx/operators.js';
import type { FeatureMatrix } from '../define-trainer.js';
import type { IsolationForest } from './grow-forest.js';

/** @returns 2 to the power of minus the mean path length, relative to what is normal; shape [rows, 1]. */
export function anomalyScores({ data, rows, names }: FeatureMatrix, forest: IsolationForest): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    const values = data.subarray(row * names.length, (row + 1) * names.length);
    const lengths = forest.roots.reduce((sum, root) => sum + pathLength(values, root, forest), 0);
    return 2 ** (-lengths / forest.roots.length / forest.normal);
  });
}

function pathLength(values: Float32Array, root: number, { features, thresholds, rights, lengths }: IsolationForest): number {
  let entry = root;
  for (let feature = features[entry] ?? -1; feature >= 0; feature = features[entry] ?? -1) {
    entry = (values[feature] ?? NaN) <= (thresholds[entry] ?? NaN) ? entry + 1 : (rights[entry] ?? 0);
  }
  return lengths[entry] ?? NaN;
}

/** The same as a graph. @see https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html, version 3. */
export function scoreGraph(input: GraphNode, { roots, features, thresholds, rights, lengths, normal }: IsolationForest): GraphNode {
  const entries = Array.from(features.keys());
  const treeOf = treeOfEntry(roots, features.length);
  const numberInTree = (entry: number): number => entry - (roots[treeOf[entry] ?? 0] ?? 0);
  const leaves = entries.filter((entry) => features[entry] === -1);
  const isLeaf = (entry: number): boolean => features[entry] === -1;
  const ints = (values: number[]) => ({ ints: values });
  const [mean] = mlOperator('TreeEnsembleRegressor', [input], {
    attributes: {
      aggregate_function: { string: 'AVERAGE' },
      n_targets: { int: 1 },
      nodes_treeids: ints(entries.map((entry) => treeOf[entry] ?? 0)),
      nodes_nodeids: ints(entries.map(numberInTree)),
      nodes_featureids: ints(entries.map((entry) => Math.max(0, features[entry] ?? 0))),
      nodes_values: { floats: thresholds },
      nodes_modes: { strings: entries.map((entry) => (isLeaf(entry) ? 'LEAF' : 'BRANCH_LEQ')) },
      nodes_truenodeids: ints(entries.map((entry) => (isLeaf(entry) ? 0 : numberInTree(entry + 1)))),
      nodes_falsenodeids: ints(entries.map((entry) => (isLeaf(entry) ? 0 : numberInTree(rights[entry] ?? 0)))),
      target_treeids: ints(leaves.map((entry) => treeOf[entry] ?? 0)),
      target_nodeids: ints(leaves.map(numberInTree)),
      target_ids: ints(leaves.map(() => 0)),
      target_weights: { floats: leaves.map((entry) => lengths[entry] ?? 0) },
    },
  });
  if (mean === undefined) throw new Error('invariant: the operator has one output');
  return exp(mul(mean, scalar32(-Math.LN2 / normal)));
}

function treeOfEntry(roots: readonly number[], entries: number): Int32Array {
  const trees = new Int32Array(entries);
  roots.forEach((root, tree) => trees.fill(tree, root, roots[tree + 1] ?? entries));
  return trees;
}
