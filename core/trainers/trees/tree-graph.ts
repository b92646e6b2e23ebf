import { constant, mlOperator, type Attribute, type GraphNode } from '../../onnx/graph.js';
import { add, cast, gather, matrix, reduceSum, vector } from '../../onnx/operators.js';
import { codesOf, type TreeEnsemble } from './tree-ensemble.js';

/** Numbers of ai.onnx.ml 5 for what a node asks. */
const AT_MOST = 0;
const MEMBER = 6;
const SUM = 1;

/**
 * The sums of the trees as a graph. @param features - float32, shape [rows, features]. @returns float32, shape [rows, outputs].
 *
 * @see https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html: version 5, whose sets of categories need no chains.
 */
export function treeGraph(features: GraphNode, ensemble: TreeEnsemble): GraphNode {
  const { outputs, width, base, leaves, roots } = ensemble;
  if (width === 1) {
    const targets = targetsOfLeaves(ensemble, (tree) => tree % outputs);
    const sums = ensembleNode(features, { ensemble, outputs, targets, weights: leaves });
    return base.every((value) => value === 0) ? sums : add(sums, vector(base));
  }
  // A leaf of ONNX holds one number: it gives its place in a table, a number a tree, and the table is read there.
  const targets = targetsOfLeaves(ensemble, (tree) => tree);
  const firsts = firstLeaves(ensemble, targets);
  const weights = targets.map((tree, leaf) => leaf - (firsts[tree] ?? 0));
  const places = cast(ensembleNode(features, { ensemble, outputs: roots.length, targets, weights }), 'int32');
  const rows = gather(matrix(leaves, width), add(places, constant({ type: 'int32', shape: [roots.length], data: firsts })));
  return reduceSum(rows, { axes: [1], keepDimensions: false });
}

interface Leaves {
  readonly ensemble: TreeEnsemble;
  readonly outputs: number;
  /** Of each leaf: the output that it adds to, and what. */
  readonly targets: Int32Array;
  readonly weights: ArrayLike<number>;
}

function ensembleNode(features: GraphNode, leaves: Leaves): GraphNode {
  const [sums] = mlOperator('TreeEnsemble', [features], { attributes: attributesOf(leaves) });
  if (sums === undefined) throw new Error('invariant: mlOperator returns as many nodes as outputs are asked for');
  return sums;
}

function attributesOf({ ensemble, outputs, targets, weights }: Leaves): Readonly<Record<string, Attribute>> {
  const { feature, left } = ensemble;
  const { splits, numbers } = splitsOf(ensemble);
  const childOf = (node: number): { id: number; isLeaf: number } =>
    (feature[node] ?? -1) < 0 ? { id: left[node] ?? 0, isLeaf: 1 } : { id: numbers[node] ?? 0, isLeaf: 0 };
  const yes = splits.map(({ yes: child }) => childOf(child));
  const no = splits.map(({ no: child }) => childOf(child));
  const ofSplits = (read: (node: number) => number): number[] => splits.map(({ node }) => (node < 0 ? 0 : read(node)));
  const isSet = (node: number): boolean => (ensemble.set[node] ?? -1) >= 0;
  const members = splits.flatMap(({ node }) => (isSet(node) ? [...codesOf(ensemble, ensemble.set[node] ?? 0), NaN] : []));
  return {
    n_targets: { int: outputs },
    aggregate_function: { int: SUM },
    post_transform: { int: 0 },
    tree_roots: { ints: splits.flatMap(({ isRoot }, index) => (isRoot ? [index] : [])) },
    nodes_featureids: { ints: ofSplits((node) => ensemble.feature[node] ?? 0) },
    nodes_modes: {
      tensor: { type: 'uint8', shape: [splits.length], data: Uint8Array.from(splits, ({ node }) => (isSet(node) ? MEMBER : AT_MOST)) },
    },
    nodes_splits: { tensor: floats(ofSplits((node) => ensemble.threshold[node] ?? 0)) },
    nodes_truenodeids: { ints: yes.map(({ id }) => id) },
    nodes_trueleafs: { ints: yes.map((child) => child.isLeaf) },
    nodes_falsenodeids: { ints: no.map(({ id }) => id) },
    nodes_falseleafs: { ints: no.map((child) => child.isLeaf) },
    nodes_missing_value_tracks_true: { ints: ofSplits((node) => ensemble.missingLeft[node] ?? 0) },
    leaf_targetids: { ints: [...targets] },
    leaf_weights: { tensor: floats(weights) },
    ...(members.length > 0 && { membership_values: { tensor: floats(members) } }),
  };
}

interface SplitNode {
  /** −1 for the one that stands in front of a tree that is only a leaf: both its children are that leaf. */
  readonly node: number;
  readonly yes: number;
  readonly no: number;
  readonly isRoot: boolean;
}

/** ONNX numbers splits and leaves apart. */
function splitsOf(ensemble: TreeEnsemble): { splits: SplitNode[]; numbers: Int32Array } {
  const { roots, feature, left } = ensemble;
  const isRoot = new Set(roots);
  const numbers = new Int32Array(feature.length);
  const splits: SplitNode[] = [];
  feature.forEach((split, node) => {
    if (split < 0 && !isRoot.has(node)) return;
    numbers[node] = splits.length;
    const first = left[node] ?? 0;
    splits.push(
      split < 0 ? { node: -1, yes: node, no: node, isRoot: true } : { node, yes: first, no: first + 1, isRoot: isRoot.has(node) },
    );
  });
  return { splits, numbers };
}

function targetsOfLeaves({ width, roots, feature, left, leaves }: TreeEnsemble, targetOf: (tree: number) => number): Int32Array {
  const targets = new Int32Array(leaves.length / width);
  let tree = -1;
  feature.forEach((split, node) => {
    if (roots[tree + 1] === node) tree++;
    if (split < 0) targets[left[node] ?? 0] = targetOf(tree);
  });
  return targets;
}

/** The smallest leaf of each tree: counted from there, float32 holds the place of every leaf. */
function firstLeaves({ roots }: TreeEnsemble, treeOfLeaf: Int32Array): Int32Array {
  const firsts = new Int32Array(roots.length);
  for (let leaf = treeOfLeaf.length - 1; leaf >= 0; leaf--) firsts[treeOfLeaf[leaf] ?? 0] = leaf;
  return firsts;
}

function floats(values: ArrayLike<number>): { type: 'float32'; shape: number[]; data: Float32Array } {
  return { type: 'float32', shape: [values.length], data: Float32Array.from(values) };
}
