import { expect, test } from 'vitest';
import { encodeModel } from '../../../core/onnx/encode-model.js';
import { graphInput } from '../../../core/onnx/graph.js';
import { inspectModel } from '../../../core/onnx/inspect-model.js';
import type { Message } from '../../../core/onnx/messages.js';
import { add, vector } from '../../../core/onnx/operators.js';
import { writeMessage } from '../../../core/onnx/protobuf.js';

const x = graphInput('x', 'float64', ['rows', 3]);
const whole = encodeModel({ inputs: [x], outputs: { y: add(x, x), weights: vector([1, 2]) }, metadata: { author: 'A' } });

function modelWith(change: Message<'Model'>): Uint8Array {
  return writeMessage('Model', { irVersion: 8, opsetImport: [{ domain: '', version: 17 }], graph: { nodes: [] }, ...change });
}

const foreign = { operator: 'FancyGelu', domain: 'com.example', inputs: ['x'], outputs: ['y'] };
const external = { name: 'weights', dataLocation: 1, externalData: [{ key: 'location', value: 'weights.bin' }] };

test('tells inputs, outputs, operator sets and metadata', () => {
  expect(inspectModel(whole)).toEqual({
    inputs: [{ name: 'x', type: 'float64', shape: ['rows', 3] }],
    outputs: [
      { name: 'y', type: 'float64', shape: [] },
      { name: 'weights', type: 'float32', shape: [] },
    ],
    opsets: { '': 21 },
    metadata: { author: 'A' },
  });
});

test('takes operators of ONNX Runtime and functions that the model brings', () => {
  const gelu = { ...foreign, domain: 'com.microsoft' };
  expect(() => inspectModel(modelWith({ graph: { nodes: [gelu] } }))).not.toThrow();
  const functions = [{ name: 'FancyGelu', domain: 'com.example', nodes: [] }];
  expect(() => inspectModel(modelWith({ graph: { nodes: [foreign] }, functions }))).not.toThrow();
});

test.for<[what: string, bytes: Uint8Array, code: string, received: string]>([
  ['an empty file', new Uint8Array(), 'ONNX_INVALID', 'empty file'],
  ['a truncated file', whole.subarray(0, whole.length >> 1), 'ONNX_INVALID', 'more bytes'],
  ['a text', new TextEncoder().encode('{"not": "onnx"}'), 'ONNX_INVALID', 'not an ONNX model'],
  ['another protobuf', writeMessage('Entry', { value: 'a' }), 'ONNX_INVALID', 'no IR version'],
  ['a model without graph', writeMessage('Model', { irVersion: 8 }), 'ONNX_INVALID', 'no graph'],
  ['an unknown domain', modelWith({ graph: { nodes: [foreign] } }), 'ONNX_DOMAIN_UNKNOWN', '"com.example"'],
  [
    'an unknown domain in a branch',
    modelWith({ graph: { nodes: [{ operator: 'If', attributes: [{ name: 'then_branch', graph: { nodes: [foreign] } }] }] } }),
    'ONNX_DOMAIN_UNKNOWN',
    'FancyGelu',
  ],
  [
    'external data in a branch',
    modelWith({ graph: { nodes: [{ operator: 'If', attributes: [{ name: 'then_branch', graph: { initializers: [external] } }] }] } }),
    'ONNX_EXTERNAL_DATA',
    'weights.bin',
  ],
  ['a newer operator set', modelWith({ opsetImport: [{ domain: '', version: 27 }] }), 'ONNX_OPSET_UNSUPPORTED', '27'],
])('refuses %s', ([, bytes, code, received]) => {
  const refused = expect(() => inspectModel(bytes));
  refused.toThrow(expect.objectContaining({ code }) as Error);
  refused.toThrow(received);
});

test('never fails in another way on any truncation', () => {
  for (let length = 0; length < whole.length; length++) {
    try {
      inspectModel(whole.subarray(0, length));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ONNX_INVALID' });
    }
  }
});
