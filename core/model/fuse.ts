import { canonicalJson } from '../canonical-json.js';
import { encodeModel } from '../onnx/encode-model.js';
import { constant, type GraphNode } from '../onnx/graph.js';
import { add, argMax, argMin, cast, columnOf, gather, integer, less, mul, reshape, scalar32, vector64, where } from '../onnx/operators.js';
import type { FittedRecipe } from '../transforms/fitted-recipe.js';
import { columnInputs } from '../transforms/column-inputs.js';
import { recipeGraph } from '../transforms/recipe-graph.js';
import { rawColumns, type Front } from './extractor.js';
import { extractNodes } from './extractor-graph.js';
import type { DecisionRule } from './decide-class.js';
import { ANOMALY, NORMAL } from './is-anomaly.js';
import type { ClassLabel, Signature } from './signature.js';

export interface ModelParts {
  readonly recipe: FittedRecipe;
  /** A foreign graph that makes columns for the recipe. */
  readonly front?: Front | undefined;
  readonly signature: Signature;
  /** The estimator: from features [rows, features] to what a trainer's predict returns, all float32. */
  readonly toGraph: (features: GraphNode) => GraphNode;
  /** Further texts for the file, such as digests of what it was made from; keys should begin with "leat.". */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Key of the signature's JSON in the file's metadata. */
export const SIGNATURE_KEY = 'leat.signature';

/**
 * Recipe and estimator as one ONNX file: raw columns in, and out `label` and `probabilities`, `prediction`, `cluster` and
 * `distances`, or `score` and, of a model that tells anomalies apart, `label`.
 *
 * @throws LeatError `GRAPH_NAME_DUPLICATE` when a raw column has the name of an output, `ONNX_MERGE_REFUSED`.
 */
export function fuse({ recipe, front, signature, toGraph, metadata = {} }: ModelParts): Uint8Array {
  const inputs = columnInputs(rawColumns(recipe.inputs, front?.extractor));
  const columns = front === undefined ? inputs : new Map([...inputs, ...extractNodes(front, inputs)]);
  const estimated = toGraph(recipeGraph(recipe, columns));
  return encodeModel({
    inputs: [...inputs.values()],
    outputs: outputsOf(estimated, signature),
    shapes: {
      label: ['rows'],
      probabilities: ['rows', signature.classes?.length ?? 0],
      prediction: ['rows', 1],
      cluster: ['rows'],
      distances: ['rows', 'clusters'],
      score: ['rows', 1],
    },
    metadata: { [SIGNATURE_KEY]: canonicalJson(signature), ...metadata },
  });
}

function outputsOf(estimated: GraphNode, { task, classes = [], ...rule }: Signature): Record<string, GraphNode> {
  switch (task) {
    case 'classification':
      return { label: gather(constantLabels(classes), classOf(estimated, rule)), probabilities: estimated };
    case 'regression':
      return { prediction: estimated };
    case 'clustering':
      return { cluster: argMin(estimated, 1), distances: estimated };
    case 'anomaly':
      return { score: estimated, ...(rule.threshold !== undefined && { label: reshape(anomalyLabel(estimated, rule.threshold), [-1]) }) };
  }
}

/** Index of the class of each row, as decide-class.ts has it. */
function classOf(probabilities: GraphNode, { threshold, costs }: DecisionRule): GraphNode {
  if (costs !== undefined) return argMin(expectedCosts(probabilities, costs), 1);
  if (threshold === undefined) return argMax(probabilities, 1);
  const second = gather(probabilities, integer(1), 1);
  return where(less(second, scalar32(threshold)), integer(0), integer(1));
}

/** −1 where the score is above the threshold, else 1: int64, shape [rows, 1]. */
function anomalyLabel(score: GraphNode, threshold: number): GraphNode {
  return where(less(scalar32(threshold), score), integer(ANOMALY), integer(NORMAL));
}

/** Of each class, float64: summed class by class and not by MatMul, whose order of summing is its own. */
function expectedCosts(probabilities: GraphNode, costs: readonly (readonly number[])[]): GraphNode {
  const exact = cast(probabilities, 'float64');
  return costs.map((row, actual) => mul(columnOf(exact, actual), vector64(row))).reduce(add);
}

/** Labels of the type that the target column has: all of one. */
function constantLabels(classes: readonly ClassLabel[]): GraphNode {
  const shape = [classes.length];
  if (classes.every((label) => typeof label === 'boolean'))
    return constant({ type: 'bool', shape, data: Uint8Array.from(classes, Number) });
  if (classes.some((label) => typeof label === 'string')) return constant({ type: 'string', shape, data: classes.map(String) });
  const numbers = classes.map(Number);
  return numbers.every(Number.isSafeInteger)
    ? constant({ type: 'int64', shape, data: BigInt64Array.from(numbers, BigInt) })
    : constant({ type: 'float64', shape, data: Float64Array.from(numbers) });
}
