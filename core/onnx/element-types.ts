import type { ElementType } from './graph.js';

/** Numbers of TensorProto.DataType in onnx.proto3. */
export const dataTypes: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, string: 8, bool: 9, float64: 11 };

/** Undefined for a type that Leat's tensors do not have, such as float16. */
export function elementTypeOf(dataType: number | undefined): ElementType | undefined {
  return elementTypes.find((type) => dataTypes[type] === dataType);
}

const elementTypes: readonly ElementType[] = ['float32', 'float64', 'int32', 'int64', 'bool', 'string'];
