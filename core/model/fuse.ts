import { canonicalJson } from '../canonical-json.js';
import { encodeModel } from '../onnx/encode-model.js';
import { constant, type GraphNode } from '../onnx/graph.js';
import { argMax, gather } from '../onnx/operators.js';
import type { FittedRecipe } from '../transforms/recipe.js';
import { recipeGraph } from '../transforms/recipe-graph.js';
import type { ClassLabel, Signature } from './signature.js';

export interface ModelParts {
  readonly recipe: FittedRecipe;
  readonly signature: Signature;
  /** The estimator: from features [rows, features] to probabilities [rows, classes] or a prediction [rows, 1], all float32. */
  readonly toGraph: (features: GraphNode) => GraphNode;
  /** Further texts for the file, such as digests of what it was made from; keys should begin with "leat.". */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Key of the signature's JSON in the file's metadata. */
export const SIGNATURE_KEY = 'leat.signature';

/**
 * Recipe and estimator as one ONNX file: raw columns in, `label` and `probabilities`, or `prediction`, out.
 *
 * @throws LeatError `GRAPH_NAME_DUPLICATE` when a raw column has the name of an output.
 */
export function fuse({ recipe, signature, toGraph, metadata = {} }: ModelParts): Uint8Array {
  const { inputs, features } = recipeGraph(recipe);
  const estimated = toGraph(features);
  const { classes } = signature;
  return encodeModel({
    inputs,
    outputs: classes ? { label: labelOf(estimated, classes), probabilities: estimated } : { prediction: estimated },
    shapes: { label: ['rows'], probabilities: ['rows', classes?.length ?? 0], prediction: ['rows', 1] },
    metadata: { [SIGNATURE_KEY]: canonicalJson(signature), ...metadata },
  });
}

function labelOf(probabilities: GraphNode, classes: readonly ClassLabel[]): GraphNode {
  return gather(constantLabels(classes), argMax(probabilities, 1));
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
