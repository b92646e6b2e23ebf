import type { ElementType } from './graph-runner.js';

/** Numbers of TensorProto.DataType in onnx.proto3. */
export const dataTypes: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
};

const byNumber = new Map(Object.entries(dataTypes).map(([type, number]) => [number, type as ElementType])); // its keys are the type

/** Undefined for a type that Leat's tensors do not have, such as bfloat16. */
export function elementTypeOf(dataType: number | undefined): ElementType | undefined {
  return dataType === undefined ? undefined : byNumber.get(dataType);
}

export function isElementType(text: string): text is ElementType {
  return text in dataTypes;
}
