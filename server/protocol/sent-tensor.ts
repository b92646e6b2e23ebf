import { LeatError } from '../../core/errors.js';
import type { ElementType, GraphInputInfo } from '../../core/onnx/graph-runner.js';
import { sizeOf } from '../../core/onnx/tensor-arrays.js';
import type { LoadedModel } from '../models/served-model.js';
import { accepted, datatypes, type Datatype } from './datatypes.js';

/** What a request says of a tensor, before its values. */
export interface TensorHead {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

/** A tensor of a request that fits an input of the model: its values can be read. */
export interface SentTensor extends TensorHead {
  /** Of the graph's input: values of the datatype are widened to it. */
  readonly type: ElementType;
  readonly size: number;
}

/**
 * Finds the input that a tensor is meant for, and checks datatype and shape.
 *
 * @param sizes - What named dimensions have turned out to be in the tensors before: so many rows in each.
 * @throws LeatError `TENSOR_INVALID`
 */
export function fitTensor({ name, datatype, shape }: TensorHead, { session, card }: LoadedModel, sizes: Map<string, number>): SentTensor {
  const input = session.inputs.find((each) => each.name === name);
  if (input === undefined) {
    const names = session.inputs.map((each) => each.name).join(', ');
    throw refusal(name, `the model has no such input; it takes ${names}`);
  }
  const { type } = input;
  if (type === 'other') throw refusal(name, 'its element type cannot be sent');
  if (!accepted[type].includes(datatype) && !(datatype === 'BOOL' && isBooleanColumn(name, card)))
    throw refusal(name, `expected datatype ${datatypes[type]}, got ${datatype}`);
  const size = sizeOf(shape);
  if (size === 0) throw refusal(name, `expected at least one value, got shape [${shape.join(', ')}]`);
  return { name, datatype, type, size, shape: fitShape(shape, input, sizes) };
}

/** Its column is a tensor of 0 and 1. */
function isBooleanColumn(name: string, { signature }: LoadedModel['card']): boolean {
  return signature.inputs.some((input) => input.name === name && input.type === 'boolean');
}

/** A column of values may leave out the last dimension of 1: [rows] stands for [rows, 1]. */
function fitShape(received: readonly number[], { name, shape: declared }: GraphInputInfo, sizes: Map<string, number>): readonly number[] {
  const shape = declared.length === received.length + 1 && declared.at(-1) === 1 ? [...received, 1] : received;
  if (declared.length === shape.length && declared.every((size, axis) => fitsDimension(size, shape[axis] ?? 0, sizes))) return shape;
  const expected = declared.map((size) => (isFree(size) ? 'any' : typeof size === 'number' ? size : (sizes.get(size) ?? size)));
  throw refusal(name, `expected shape [${expected.join(', ')}], got [${received.join(', ')}]`);
}

function fitsDimension(declared: number | string, received: number, sizes: Map<string, number>): boolean {
  if (isFree(declared)) return true;
  if (typeof declared === 'number') return declared === received;
  if (!sizes.has(declared)) sizes.set(declared, received);
  return sizes.get(declared) === received;
}

/** A dimension of any size, which has no name that another must agree with. */
function isFree(declared: number | string): boolean {
  return typeof declared === 'number' ? declared < 0 : declared === '';
}

export function refusal(input: string, reason: string): LeatError {
  return new LeatError('TENSOR_INVALID', `input "${input}": ${reason}`, { details: { input } });
}
