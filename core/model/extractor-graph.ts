import { encodeModel } from '../onnx/encode-model.js';
import { foreignGraph, type GraphNode } from '../onnx/graph.js';
import { cast, columnOf, concat, isNaN, less, or, reduceSum, reshape, scalar, where } from '../onnx/operators.js';
import { stackColumns } from '../onnx/stack-columns.js';
import { columnInputs } from '../transforms/column-inputs.js';
import { extractedFields, type Front } from './extractor.js';
import type { BoundInput } from './tensor-binding.js';

/**
 * The columns that an extractor makes, float64, shape [rows, 1]. A tensor of whole numbers cannot say that a value is
 * missing: where one is, all that is extracted of the row is missing.
 *
 * @param columns - What it reads, in the form of `columnInputs`.
 */
export function extractNodes({ extractor, graph }: Front, columns: ReadonlyMap<string, GraphNode>): Map<string, GraphNode> {
  const bound = extractor.inputs.map((input) => inputTensor(input, columns));
  const gaps = bound.flatMap(({ gap }) => gap ?? []);
  const names = extractor.outputs.map(({ name }) => name);
  const inputs = bound.map(({ tensor }) => tensor);
  return new Map(
    foreignGraph(graph, inputs, names).flatMap((output, index) => {
      const made = extractor.outputs[index]?.columns ?? [];
      const values = cast(reshape(output, [-1, made.length]), 'float64');
      const matrix = gaps.length === 0 ? values : where(gaps.reduce(or), scalar(NaN), values);
      return made.map((name, column): [string, GraphNode] => [name, columnOf(matrix, column)]);
    }),
  );
}

/** @returns A tensor as the graph takes it, and of one without NaN: which rows lack a value, bool, shape [rows, 1]. */
function inputTensor(
  { type, rank, columns: names }: BoundInput,
  columns: ReadonlyMap<string, GraphNode>,
): { tensor: GraphNode; gap: GraphNode | null } {
  const stacked = stackColumns(names.flatMap((name) => columns.get(name) ?? []));
  const shaped = (tensor: GraphNode): GraphNode => (rank === 1 ? reshape(tensor, [-1]) : tensor);
  if (type === 'string') return { tensor: shaped(stacked), gap: null };
  if (type.startsWith('float')) return { tensor: shaped(cast(stacked, type)), gap: null };
  const missing = isNaN(stacked);
  const gap = less(scalar(0), reduceSum(cast(missing, 'float64'), { axes: [1] }));
  return { tensor: shaped(cast(where(missing, scalar(0), stacked), type)), gap };
}

/** Of the graph that extracts alone: all features, float64, shape [rows, features]. */
export const FEATURES = 'features';

/**
 * An ONNX file that does what an extractor does in front of a model, for the rows that are learned from.
 *
 * @throws LeatError `ONNX_MERGE_REFUSED`
 */
export function encodeExtractor(front: Front): Uint8Array {
  const inputs = columnInputs(front.extractor.columns);
  const extracted = [...extractNodes(front, inputs).values()];
  const outputs = { [FEATURES]: extracted.length === 1 ? concat(extracted, 1) : stackColumns(extracted) };
  return encodeModel({
    inputs: [...inputs.values()],
    outputs,
    shapes: { [FEATURES]: ['rows', extractedFields(front.extractor).length] },
  });
}
