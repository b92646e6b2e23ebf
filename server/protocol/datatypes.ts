import type { ElementType } from '../../core/onnx/graph-runner.js';

export const DATATYPES = [
  ...['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16', 'INT32', 'INT64'],
  ...['FP16', 'FP32', 'FP64', 'BYTES'],
] as const;

/** Names of the protocol for what a graph's tensors hold. */
export const datatypes = {
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  bool: 'BOOL',
  string: 'BYTES',
} as const satisfies Readonly<Record<ElementType, string>>;

export type Datatype = (typeof datatypes)[ElementType];

/** The element type that values of a datatype have. */
export const elementTypes = Object.fromEntries(Object.entries(datatypes).map(([type, datatype]) => [datatype, type])) as Readonly<
  Record<Datatype, ElementType> // the same pairs the other way round
>;

export function isDatatype(text: unknown): text is Datatype {
  return typeof text === 'string' && Object.hasOwn(elementTypes, text);
}

const BYTE = ['INT8', 'UINT8'] as const;
const SHORT = [...BYTE, 'INT16', 'UINT16'] as const;
const WORD = [...SHORT, 'INT32', 'UINT32'] as const;

/** What a client may send for a tensor of a type: its own datatype, and those that fit into it without loss. */
export const accepted: Readonly<Record<ElementType, readonly Datatype[]>> = {
  float64: ['FP64', 'FP32', 'FP16', ...WORD, 'INT64', 'UINT64'],
  float32: ['FP32', 'FP16', ...SHORT],
  float16: ['FP16', ...BYTE],
  int64: ['INT64', ...WORD],
  uint64: ['UINT64', 'UINT32', 'UINT16', 'UINT8'],
  int32: ['INT32', ...SHORT],
  uint32: ['UINT32', 'UINT16', 'UINT8'],
  int16: ['INT16', ...BYTE],
  uint16: ['UINT16', 'UINT8'],
  int8: ['INT8'],
  uint8: ['UINT8'],
  bool: ['BOOL'],
  string: ['BYTES'],
};

/** Least and greatest value of the integers that a double holds exactly. */
export const integerRanges = {
  INT8: [-128, 127],
  INT16: [-32_768, 32_767],
  INT32: [-2_147_483_648, 2_147_483_647],
  UINT8: [0, 255],
  UINT16: [0, 65_535],
  UINT32: [0, 4_294_967_295],
} as const;

export const longRanges = {
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
  UINT64: [0n, 2n ** 64n - 1n],
} as const;
