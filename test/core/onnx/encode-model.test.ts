import { expect, test } from 'vitest';
import { decodeModel } from '../../../core/onnx/decode-model.js';
import { encodeModel } from '../../../core/onnx/encode-model.js';
import { graphInput, mlOperator } from '../../../core/onnx/graph.js';
import { add, cast, concat, matrix, matmul, mul, scalar32, softmax, vector } from '../../../core/onnx/operators.js';
import { createGraphRunner } from '../../../inference/graph-runner.js';

const x = graphInput('x', 'float32', ['rows', 2]);
const logits = add(matmul(x, matrix([1, 0, 0, 1], 2)), vector([0, 1]));

test('writes a graph that ONNX Runtime runs', async () => {
  const session = await createGraphRunner().open(encodeModel({ inputs: [x], outputs: { logits, probabilities: softmax(logits) } }));
  const outputs = await session.run({ x: { type: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } });
  expect(session.inputs).toEqual([{ name: 'x', type: 'float32', shape: ['rows', 2] }]);
  expect(outputs['logits']).toMatchObject({ shape: [2, 2], data: Float32Array.of(1, 3, 3, 5) });
  expect(outputs['probabilities']?.data[0]).toBeCloseTo(1 / (1 + Math.exp(2)), 6);
});

test('writes equal nodes and constants once, and equal graphs as equal bytes', () => {
  const doubled = () => mul(x, scalar32(2));
  const build = () => encodeModel({ inputs: [x], outputs: { sum: add(doubled(), doubled()) } });
  const { graph } = decodeModel(build());
  expect(graph?.nodes?.map(({ operator }) => operator)).toEqual(['Mul', 'Add', 'Identity']);
  expect(graph?.initializers).toHaveLength(1);
  expect(build()).toEqual(build());
});

test('keeps what a reader asks for: versions, domains only when used, metadata, types', () => {
  const plain = decodeModel(encodeModel({ inputs: [x], outputs: { x64: cast(x, 'float64') }, metadata: { 'leat.note': 'größer' } }));
  expect(plain).toMatchObject({
    irVersion: 10,
    opsetImport: [{ domain: '', version: 21 }],
    metadataProps: [{ key: 'leat.note', value: 'größer' }],
    graph: { outputs: [{ name: 'x64', type: { tensor: { elementType: 11 } } }] },
  });

  const text = graphInput('text', 'string', ['rows', 1]);
  const attributes = { keys_strings: { strings: ['a'] }, values_int64s: { ints: [-7] }, default_int64: { int: -1 } };
  const encoded = mlOperator('LabelEncoder', [text], { attributes });
  const model = decodeModel(encodeModel({ inputs: [text], outputs: { code: concat(encoded, 1) } }));
  expect(model.opsetImport).toEqual([
    { domain: '', version: 21 },
    { domain: 'ai.onnx.ml', version: 3 },
  ]);
  expect(model.graph?.nodes?.[0]?.attributes).toEqual([
    { name: 'keys_strings', strings: ['a'], type: 8 },
    { name: 'values_int64s', ints: [-7], type: 7 },
    { name: 'default_int64', int: -1, type: 2 },
  ]);
});

test('avoids names that inputs have', () => {
  const named = graphInput('Add_0', 'float32', ['rows', 1]);
  const { graph } = decodeModel(encodeModel({ inputs: [named], outputs: { sum: add(named, named) } }));
  expect(graph?.nodes?.[0]?.outputs).toEqual(['Add_1']);
});

test('refuses an input with the name of an output', () => {
  expect(() => encodeModel({ inputs: [x], outputs: { x: add(x, x) } })).toThrow(
    expect.objectContaining({ code: 'GRAPH_NAME_DUPLICATE', details: { name: 'x' } }) as Error,
  );
});
