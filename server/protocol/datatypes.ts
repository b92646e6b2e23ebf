import type { Tensor } from '../../core/onnx/graph-runner.js';

/** Names of the protocol for what a graph's tensors hold. */
export const datatypes: Readonly<Record<Tensor['type'], Datatype>> = {
  float32: 'FP32',
  float64: 'FP64',
  int32: 'INT32',
  int64: 'INT64',
  bool: 'BOOL',
  string: 'BYTES',
};

const INTEGER_RANGES = {
  INT8: [-128, 127],
  INT16: [-32_768, 32_767],
  INT32: [-2_147_483_648, 2_147_483_647],
  // JSON numbers are doubles here: a larger one would have been rounded already.
  INT64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  UINT8: [0, 255],
  UINT16: [0, 65_535],
  UINT32: [0, 4_294_967_295],
  UINT64: [0, Number.MAX_SAFE_INTEGER],
} as const;

type IntegerDatatype = keyof typeof INTEGER_RANGES;
export type Datatype = IntegerDatatype | 'FP32' | 'FP64' | 'BOOL' | 'BYTES';

/** What a client may send for a tensor of a type: its own datatype, and those that fit into it without loss. */
export const accepted: Readonly<Record<Tensor['type'], readonly Datatype[]>> = {
  float64: ['FP64', 'FP32', 'INT64', 'INT32', 'INT16', 'INT8', 'UINT64', 'UINT32', 'UINT16', 'UINT8'],
  float32: ['FP32', 'INT16', 'INT8', 'UINT16', 'UINT8'],
  int64: ['INT64', 'INT32', 'INT16', 'INT8', 'UINT32', 'UINT16', 'UINT8'],
  int32: ['INT32', 'INT16', 'INT8', 'UINT16', 'UINT8'],
  bool: ['BOOL'],
  string: ['BYTES'],
};

/** Reads one JSON value of a datatype; null is a missing value where the datatype has one. */
interface ValueReader {
  readonly expected: string;
  /** @returns undefined when the value is not of the datatype. */
  read(value: unknown): number | string | undefined;
}

export function readerOf(datatype: Datatype): ValueReader {
  switch (datatype) {
    case 'FP64':
      return { expected: 'a number or null', read: (value) => (value === null ? NaN : typeof value === 'number' ? value : undefined) };
    case 'FP32':
      return { expected: 'a number in the range of FP32, or null', read: readFloat32 };
    case 'BOOL':
      return { expected: 'true or false', read: (value) => (typeof value === 'boolean' ? Number(value) : undefined) };
    case 'BYTES':
      return { expected: 'a text or null', read: (value) => (value === null ? '' : typeof value === 'string' ? value : undefined) };
    default: {
      const [least, greatest] = INTEGER_RANGES[datatype];
      return {
        expected: `an integer from ${String(least)} to ${String(greatest)}`,
        read: (value) => (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= greatest ? value : undefined),
      };
    }
  }
}

function readFloat32(value: unknown): number | undefined {
  if (value === null) return NaN;
  if (typeof value !== 'number') return undefined;
  const rounded = Math.fround(value); // the nearest FP32 is what the client meant by these decimal digits
  return Number.isFinite(rounded) ? rounded : undefined;
}
