import { fromFloat16 } from '../../core/onnx/float16.js';
import type { GraphInputInfo, Tensor } from '../../core/onnx/graph-runner.js';
import type { RouteReply } from '../define-route.js';
import { datatypes } from './datatypes.js';
import { joinSingles } from './join-singles.js';
import type { InferenceRequest } from './read-request.js';

export const JSON_LENGTH_HEADER = 'inference-header-content-length';

interface Answered {
  readonly name: string;
  readonly version: number;
}

/**
 * What a graph gave, as the protocol has it. Written as text at once: the reply of one row is answered thousands of
 * times a second, and JSON.stringify would want an object for each tensor and a list for its values.
 */
export function writeReply({ name, version }: Answered, request: InferenceRequest, results: Readonly<Record<string, Tensor>>): RouteReply {
  const binary: Uint8Array[] = [];
  const outputs = request.outputs.map((output) => {
    const tensor = results[output.name];
    if (tensor === undefined) throw new Error(`invariant: a graph gives every output that it declares, "${output.name}" too`);
    const head = `{"name":${JSON.stringify(output.name)},"datatype":"${datatypes[tensor.type]}","shape":[${tensor.shape.join()}]`;
    if (!output.binary) return `${head},"data":[${jsonValues(tensor)}]}`;
    const bytes = binaryValues(tensor);
    binary.push(bytes);
    return `${head},"parameters":{"binary_data_size":${String(bytes.length)}}}`;
  });
  const id = request.id === undefined ? '' : `"id":${JSON.stringify(request.id)},`;
  const json = `{"model_name":"${name}","model_version":"${String(version)}",${id}"outputs":[${outputs.join()}]}`;
  if (binary.length === 0) return { status: 200, headers: { 'content-type': 'application/json' }, body: json };
  const text = Buffer.from(json);
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream', [JSON_LENGTH_HEADER]: String(text.length) },
    body: Buffer.concat([text, ...binary]),
  };
}

/** Row-major, comma after comma. JSON has no NaN and no infinity: they become null, and are exact in the binary form. */
function jsonValues({ type, data }: Tensor): string {
  switch (type) {
    case 'float32':
      return joinSingles(data);
    case 'float64':
      return joinNumbers(data);
    case 'float16':
      return joinNumbers(Array.from(data, fromFloat16));
    case 'bool':
      return Array.from(data, (value) => value !== 0).join();
    case 'string':
      return Array.from(data, (text) => JSON.stringify(text)).join();
    default:
      return data.join(); // integers of 64 bits too: their digits are exact
  }
}

function joinNumbers(data: ArrayLike<number>): string {
  let text = '';
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? NaN;
    if (index > 0) text += ',';
    text += Number.isFinite(value) ? String(value) : 'null';
  }
  return text;
}

function binaryValues({ type, data }: Tensor): Uint8Array {
  if (type !== 'string') return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat(
    data.flatMap((text) => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** An input or output as the metadata of a model describes it; −1 stands for a free dimension. */
export function describeTensor({ name, type, shape }: GraphInputInfo): { name: string; datatype: string; shape: number[] } {
  return {
    name,
    datatype: type === 'other' ? 'UNKNOWN' : datatypes[type],
    shape: shape.map((size) => (typeof size === 'number' ? size : -1)),
  };
}
