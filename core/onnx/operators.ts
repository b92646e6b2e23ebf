import { dataTypes } from './element-types.js';
import { constant, operator, type ElementType, type GraphNode } from './graph.js';

// Thin, typed names for the operators of ONNX that Leat emits; semantics are those of opset 21.

const unary =
  (name: string) =>
  (input: GraphNode): GraphNode =>
    operator(name, [input]);

const binary =
  (name: string) =>
  (left: GraphNode, right: GraphNode): GraphNode =>
    operator(name, [left, right]);

export const add = binary('Add');
export const sub = binary('Sub');
export const mul = binary('Mul');
export const div = binary('Div');
export const pow = binary('Pow');
export const matmul = binary('MatMul');
export const equal = binary('Equal');
export const less = binary('Less');
export const lessOrEqual = binary('LessOrEqual');
export const or = binary('Or');
export const and = binary('And');

export const neg = unary('Neg');
export const abs = unary('Abs');
export const sqrt = unary('Sqrt');
export const exp = unary('Exp');
export const log = unary('Log');
export const floor = unary('Floor');
export const ceil = unary('Ceil');
export const sin = unary('Sin');
export const tanh = unary('Tanh');
export const not = unary('Not');
export const isNaN = unary('IsNaN');
export const sigmoid = unary('Sigmoid');
export const relu = unary('Relu');
export const sign = unary('Sign');
export const softplus = unary('Softplus');

/** The remainder with the sign of the dividend, as in C and JavaScript. */
export function remainder(left: GraphNode, right: GraphNode): GraphNode {
  return operator('Mod', [left, right], { fmod: { int: 1 } });
}

/** Elementwise: `yes` where the condition holds, else `no`. */
export function where(condition: GraphNode, yes: GraphNode, no: GraphNode): GraphNode {
  return operator('Where', [condition, yes, no]);
}

export function softmax(input: GraphNode, axis = -1): GraphNode {
  return operator('Softmax', [input], { axis: { int: axis } });
}

export function concat(inputs: readonly GraphNode[], axis: number): GraphNode {
  return operator('Concat', inputs, { axis: { int: axis } });
}

export function cast(input: GraphNode, to: ElementType): GraphNode {
  return operator('Cast', [input], { to: { int: dataTypes[to] } });
}

/** `left` [rows, inner] × `right` [inner, columns], either of them transposed first, plus a bias that is spread over the rows. */
export function gemm(
  [left, right, bias]: readonly [GraphNode, GraphNode, GraphNode?],
  { transposeLeft = false, transposeRight = false }: { transposeLeft?: boolean; transposeRight?: boolean } = {},
): GraphNode {
  const attributes = { transA: { int: Number(transposeLeft) }, transB: { int: Number(transposeRight) } };
  return operator('Gemm', bias === undefined ? [left, right] : [left, right, bias], attributes);
}

export function logSoftmax(input: GraphNode, axis = -1): GraphNode {
  return operator('LogSoftmax', [input], { axis: { int: axis } });
}

/** @param shape - At most one −1: what is left over. */
export function reshape(input: GraphNode, shape: readonly number[]): GraphNode {
  return operator('Reshape', [input, integers(shape)]);
}

/** Cuts along an axis. @returns A node for each of `sizes`. */
export function split(input: GraphNode, sizes: readonly number[], axis = 0): readonly GraphNode[] {
  const node: GraphNode = {
    kind: 'operator',
    operator: 'Split',
    domain: '',
    inputs: [input, integers(sizes)],
    attributes: { axis: { int: axis } },
    outputs: sizes.length,
  };
  return sizes.map((_, index): GraphNode => ({ kind: 'output', of: node, index }));
}

/** The size of one axis, int64, shape [1]. */
export function sizeOfAxis(input: GraphNode, axis: number): GraphNode {
  return operator('Shape', [input], { start: { int: axis }, end: { int: axis + 1 } });
}

/** Rows (axis 0) of `table` at `indices`; an index out of range fails the run. */
export function gather(table: GraphNode, indices: GraphNode, axis = 0): GraphNode {
  return operator('Gather', [table, indices], { axis: { int: axis } });
}

/** A column of a matrix [rows, columns], as a matrix of one column; stackColumns puts neighbours together again. */
export function columnOf(matrix: GraphNode, column: number): GraphNode {
  return columnsOf(matrix, [column]);
}

/** Some columns of a matrix, in this order. */
export function columnsOf(matrix: GraphNode, columns: readonly number[]): GraphNode {
  return gather(matrix, integers(columns), 1);
}

/** Two texts as one. */
export const stringConcat = binary('StringConcat');

/** The parts of texts between separators, along a new last axis, filled up with ''. */
export function stringSplit(input: GraphNode, delimiter: string): GraphNode {
  const attributes = { delimiter: { string: delimiter } };
  return { kind: 'operator', operator: 'StringSplit', domain: '', inputs: [input], attributes, outputs: 2 };
}

/** Whether the whole of a text is of a form. @param pattern - As RE2 reads it. */
export function regexFullMatch(input: GraphNode, pattern: string): GraphNode {
  return operator('RegexFullMatch', [input], { pattern: { string: pattern } });
}

/** Without an axis of size 1. */
export function squeeze(input: GraphNode, axis: number): GraphNode {
  return operator('Squeeze', [input, integers([axis])]);
}

/** Sums along axes, which stay with size 1 unless told otherwise. */
export function reduceSum(
  input: GraphNode,
  { axes, keepDimensions = true }: { axes: readonly number[]; keepDimensions?: boolean },
): GraphNode {
  return operator('ReduceSum', [input, integers(axes)], { keepdims: { int: Number(keepDimensions) } });
}

/** Index of the greatest value along an axis, the first of equals, int64; the axis disappears. */
export function argMax(input: GraphNode, axis: number): GraphNode {
  return operator('ArgMax', [input], { axis: { int: axis }, keepdims: { int: 0 } });
}

/** Index of the smallest value along an axis, the first of equals, int64; the axis disappears. */
export function argMin(input: GraphNode, axis: number): GraphNode {
  return operator('ArgMin', [input], { axis: { int: axis }, keepdims: { int: 0 } });
}

/** The smallest value along an axis, which stays with size 1. */
export function reduceMin(input: GraphNode, axis: number): GraphNode {
  return operator('ReduceMin', [input, integers([axis])]);
}

/** A float64 constant of shape []. */
export function scalar(value: number): GraphNode {
  return constant({ type: 'float64', shape: [], data: Float64Array.of(value) });
}

/** A float32 constant of shape []. */
export function scalar32(value: number): GraphNode {
  return constant({ type: 'float32', shape: [], data: Float32Array.of(value) });
}

/** A bool constant of shape []. */
export function boolean(value: boolean): GraphNode {
  return constant({ type: 'bool', shape: [], data: Uint8Array.of(Number(value)) });
}

/** An int64 constant of shape []. */
export function integer(value: number): GraphNode {
  return constant({ type: 'int64', shape: [], data: BigInt64Array.of(BigInt(value)) });
}

/** A string constant of shape []. */
export function text(value: string): GraphNode {
  return constant({ type: 'string', shape: [], data: [value] });
}

/** A float32 constant of shape [values.length]. */
export function vector(values: ArrayLike<number>): GraphNode {
  return constant({ type: 'float32', shape: [values.length], data: Float32Array.from(values) });
}

/** A float64 constant of shape [values.length]. */
export function vector64(values: readonly number[]): GraphNode {
  return constant({ type: 'float64', shape: [values.length], data: Float64Array.from(values) });
}

/** A float64 constant of shape [rows.length, rows[0].length]. */
export function matrix64(rows: readonly (readonly number[])[]): GraphNode {
  return constant({ type: 'float64', shape: [rows.length, rows[0]?.length ?? 0], data: Float64Array.from(rows.flat()) });
}

/** A row-major float32 constant of shape [values.length / columns, columns]. */
export function matrix(values: ArrayLike<number>, columns: number): GraphNode {
  return constant({ type: 'float32', shape: [values.length / columns, columns], data: Float32Array.from(values) });
}

/** An int64 constant of shape [values.length]. */
export function integers(values: readonly number[]): GraphNode {
  return constant({ type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) });
}
