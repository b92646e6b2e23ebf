import { LeatError } from '../../core/errors.js';
import type { GraphInputInfo, Tensor } from '../../core/onnx/graph-runner.js';
import { accepted, datatypes, readerOf, type Datatype } from './datatypes.js';
import type { RequestedInput } from './inference-request.js';

/**
 * A tensor for one input of a graph from its JSON form. Shapes are settled by read-feeds.ts.
 *
 * @throws LeatError `TENSOR_INVALID` naming the input, what was expected and received.
 */
export function readTensor(
  { name, type }: GraphInputInfo,
  { datatype, shape, data, parameters }: RequestedInput,
  boolean: boolean,
): Tensor {
  if (type === 'other') throw refusal(name, 'its element type cannot be sent as JSON');
  const allowed: readonly Datatype[] = boolean ? [...accepted[type], 'BOOL'] : accepted[type];
  if (!allowed.includes(datatype)) throw refusal(name, `expected datatype ${datatypes[type]}, got ${datatype}`);
  if (data === undefined) {
    const binary = parameters !== undefined && 'binary_data_size' in parameters;
    throw refusal(name, binary ? 'the binary tensor data extension is not supported: send "data" as JSON' : 'expected "data", got nothing');
  }
  const values = readValues({ name, datatype, shape, data });
  switch (type) {
    case 'float64':
      return { type, shape, data: Float64Array.from(values, Number) };
    case 'float32':
      return { type, shape, data: Float32Array.from(values, Number) };
    case 'int32':
      return { type, shape, data: Int32Array.from(values, Number) };
    case 'int64':
      return { type, shape, data: BigInt64Array.from(values, BigInt) };
    case 'bool':
      return { type, shape, data: Uint8Array.from(values, Number) };
    case 'string':
      return { type, shape, data: values.map(String) };
  }
}

interface JsonTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

function readValues({ name, datatype, shape, data }: JsonTensor): (number | string)[] {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size === 0) throw refusal(name, `expected at least one value, got shape [${shape.join(', ')}]`);
  const flat = Array.isArray(data[0]) ? flatten(name, data, shape) : data;
  if (flat.length !== size) throw refusal(name, `shape [${shape.join(', ')}] expects ${String(size)} values, got ${String(flat.length)}`);
  const { expected, read } = readerOf(datatype);
  return flat.map((value, index) => {
    const cell = read(value);
    if (cell === undefined)
      throw refusal(name, `value ${String(index)}: expected ${expected} (${datatype}), got ${JSON.stringify(value).slice(0, 100)}`);
    return cell;
  });
}

/** Nested data must be as its shape says at every level, so that ragged rows are refused and not shifted. */
function flatten(name: string, data: readonly unknown[], [length = 0, ...inner]: readonly number[]): readonly unknown[] {
  if (data.length !== length) throw refusal(name, `ragged data: expected ${String(length)} items, got ${String(data.length)}`);
  if (inner.length === 0) return data;
  return data.flatMap((item) => {
    if (!Array.isArray(item))
      throw refusal(name, `ragged data: expected a list of ${String(inner[0])} items, got ${JSON.stringify(item).slice(0, 100)}`);
    return flatten(name, item, inner);
  });
}

export function refusal(input: string, reason: string): LeatError {
  return new LeatError('TENSOR_INVALID', `input "${input}": ${reason}`, { details: { input } });
}
