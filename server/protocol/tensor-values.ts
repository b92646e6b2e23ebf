import { toFloat16 } from '../../core/onnx/float16.js';
import type { ElementType, Tensor } from '../../core/onnx/graph-runner.js';
import { tensorArrays, tensorOf } from '../../core/onnx/tensor-arrays.js';

/** A tensor of a graph's type that is being filled with values of whatever datatype a client has sent. */
export interface TensorValues {
  /** For a type that holds single or double precision: where values of these may be put directly. */
  readonly floats: Float32Array | Float64Array | null;
  /** @returns False when the type cannot hold the value without loss. */
  put(index: number, value: number): boolean;
  putLong(index: number, value: bigint): boolean;
  putText(index: number, value: string): void;
  finish(shape: readonly number[]): Tensor;
}

export function tensorValues(type: ElementType, size: number): TensorValues {
  if (type === 'string') return textValues(size);
  if (type === 'int64' || type === 'uint64') return longValues(type, size);
  if (type === 'float16') return halfValues(size);
  const data = new tensorArrays[type](size);
  return {
    ...unforeseen,
    floats: data instanceof Float32Array || data instanceof Float64Array ? data : null,
    put(index, value) {
      data[index] = value;
      return true;
    },
    putLong(index, value) {
      const nearest = Number(value);
      data[index] = nearest;
      return BigInt(nearest) === value;
    },
    finish: (shape) => tensorOf(type, shape, data),
  };
}

/** What datatypes.ts does not accept for a type never arrives here. */
const unforeseen = {
  floats: null,
  put: () => false,
  putLong: () => false,
  putText: () => {
    throw new Error('invariant: texts are accepted for texts only');
  },
};

function textValues(size: number): TensorValues {
  const data = new Array<string>(size);
  return {
    ...unforeseen,
    putText(index, value) {
      data[index] = value;
    },
    finish: (shape) => ({ type: 'string', shape, data }),
  };
}

function longValues(type: 'int64' | 'uint64', size: number): TensorValues {
  const data = new tensorArrays[type](size);
  return {
    ...unforeseen,
    put(index, value) {
      data[index] = BigInt(value);
      return true;
    },
    putLong(index, value) {
      data[index] = value;
      return true;
    },
    finish: (shape) => tensorOf(type, shape, data),
  };
}

function halfValues(size: number): TensorValues {
  const data = new Uint16Array(size);
  return {
    ...unforeseen,
    put(index, value) {
      data[index] = toFloat16(value);
      return true;
    },
    finish: (shape) => ({ type: 'float16', shape, data }),
  };
}
