import type { GraphInputInfo, Tensor } from '../../core/onnx/graph-runner.js';
import { datatypes, type Datatype } from './datatypes.js';

interface JsonTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

/** The wanted results of a graph as the protocol has them in JSON. */
export function writeTensors(results: Readonly<Record<string, Tensor>>, wanted: readonly string[]): readonly JsonTensor[] {
  return wanted.map((name) => {
    const tensor = results[name];
    if (tensor === undefined) throw new Error(`invariant: a graph gives every output that it declares, "${name}" too`);
    return { name, datatype: datatypes[tensor.type], shape: tensor.shape, data: valuesOf(tensor) };
  });
}

function valuesOf({ type, data }: Tensor): readonly unknown[] {
  switch (type) {
    case 'float32':
    case 'float64': // JSON.stringify would do the same to NaN, but silently
      return Array.from(data, (value) => (Number.isFinite(value) ? value : null));
    case 'int32':
      return Array.from(data);
    case 'int64':
      return Array.from(data, Number);
    case 'bool':
      return Array.from(data, (value) => value !== 0);
    case 'string':
      return data;
  }
}

/** An input or output as the metadata of a model describes it; −1 stands for a free dimension. */
export function describeTensor({ name, type, shape }: GraphInputInfo): { name: string; datatype: string; shape: number[] } {
  return {
    name,
    datatype: type === 'other' ? 'UNKNOWN' : datatypes[type],
    shape: shape.map((size) => (typeof size === 'number' ? size : -1)),
  };
}
