import { LeatError } from '../../core/errors.js';
import type { GraphInputInfo, Tensor } from '../../core/onnx/graph-runner.js';
import type { LoadedModel } from '../models/served-model.js';
import type { InferenceRequest, RequestedInput } from './inference-request.js';
import { readTensor, refusal } from './read-tensor.js';

/**
 * The tensors that a graph is run on, from a request of the inference protocol. A request stands for
 * a graph of any origin: names, types and shapes are those of its own inputs.
 *
 * @throws LeatError `TENSOR_INVALID` naming the input, what was expected and received.
 */
export function readFeeds({ inputs: given }: InferenceRequest, { session, card }: LoadedModel): Record<string, Tensor> {
  const requested = byName(given, session.inputs);
  const booleans = new Set(card.signature.inputs.filter(({ type }) => type === 'boolean').map(({ name }) => name));
  const sizes = new Map<string, number>(); // what a named dimension has turned out to be
  return Object.fromEntries(
    session.inputs.map((input) => {
      const sent = requested.get(input.name);
      if (sent === undefined) throw refusal(input.name, 'expected a tensor, got nothing');
      const tensor = readTensor(input, sent, booleans.has(input.name));
      return [input.name, { ...tensor, shape: fitShape(tensor.shape, input, sizes) }];
    }),
  );
}

function byName(given: readonly RequestedInput[], inputs: readonly GraphInputInfo[]): ReadonlyMap<string, RequestedInput> {
  const names = inputs.map(({ name }) => name);
  const found = new Map<string, RequestedInput>();
  for (const input of given) {
    if (!names.includes(input.name)) throw refusal(input.name, `the model has no such input; it takes ${names.join(', ')}`);
    if (found.has(input.name)) throw refusal(input.name, 'expected once, got twice');
    found.set(input.name, input);
  }
  return found;
}

/** A column of values may leave out the last dimension of 1: [rows] stands for [rows, 1]. */
function fitShape(received: readonly number[], { name, shape: declared }: GraphInputInfo, sizes: Map<string, number>): readonly number[] {
  const shape = declared.length === received.length + 1 && declared.at(-1) === 1 ? [...received, 1] : received;
  const fits = declared.length === shape.length && declared.every((size, axis) => fitsDimension(size, shape[axis] ?? 0, sizes));
  if (fits) return shape;
  const expected = declared.map((size) => (typeof size === 'number' ? (size < 0 ? 'any' : size) : (sizes.get(size) ?? size)));
  throw refusal(name, `expected shape [${expected.join(', ')}], got [${received.join(', ')}]`);
}

/** A dimension with a name has one size in all inputs: so many rows in each. */
function fitsDimension(declared: number | string, received: number, sizes: Map<string, number>): boolean {
  if (typeof declared === 'number') return declared < 0 || declared === received;
  if (declared === '') return true;
  if (!sizes.has(declared)) sizes.set(declared, received);
  return sizes.get(declared) === received;
}

/** @throws LeatError `TENSOR_INVALID` for an output that the model does not have. */
export function requestedOutputs({ outputs, parameters }: InferenceRequest, { session }: LoadedModel): readonly string[] {
  const names = session.outputs.map(({ name }) => name);
  const binary = [parameters?.binary_data_output, ...(outputs ?? []).map((output) => output.parameters?.binary_data)];
  if (binary.includes(true))
    throw new LeatError('TENSOR_INVALID', 'outputs: the binary tensor data extension is not supported: leave it out to get JSON');
  const unknown = outputs?.find(({ name }) => !names.includes(name));
  if (unknown === undefined) return outputs?.map(({ name }) => name) ?? names;
  throw new LeatError('TENSOR_INVALID', `output "${unknown.name}": the model has no such output; it gives ${names.join(', ')}`);
}
