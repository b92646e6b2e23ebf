import { toFloat16 } from './float16.js';
import type { ElementType, Tensor, TensorArrays } from './graph-runner.js';

export type NumericType = Exclude<ElementType, 'string'>;

/** The typed array that holds the values of each element type but texts. */
export const tensorArrays = {
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const satisfies Readonly<Record<NumericType, unknown>>;

/** A tensor of a type that is known only when the program runs; the caller vouches that the data is of that type. */
export function tensorOf(type: ElementType, shape: readonly number[], data: TensorArrays[ElementType]): Tensor {
  return { type, shape, data } as Tensor; // the one place that pairs them without the compiler's help
}

/** Values of any kind as a tensor of a type; a number that the type cannot hold is rounded as its array does. */
export function tensorFrom(type: ElementType, shape: readonly number[], values: readonly (number | bigint | string)[]): Tensor {
  if (type === 'string') return { type, shape, data: values.map(String) };
  if (type === 'float16') return { type, shape, data: Uint16Array.from(values, (value) => toFloat16(Number(value))) };
  if (type === 'int64' || type === 'uint64') return tensorOf(type, shape, tensorArrays[type].from(values.map(BigInt)));
  return tensorOf(type, shape, tensorArrays[type].from(values.map(Number)));
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
