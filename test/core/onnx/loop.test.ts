import { expect, test } from 'vitest';
import { decodeModel } from '../../../core/onnx/decode-model.js';
import { encodeModel } from '../../../core/onnx/encode-model.js';
import { graphInput, type GraphNode } from '../../../core/onnx/graph.js';
import { loop } from '../../../core/onnx/loop.js';
import { add, cast, mul, scalar32 } from '../../../core/onnx/operators.js';
import { createGraphRunner } from '../../../inference/graph-runner.js';

const times = graphInput('times', 'int64', []);
const factor = graphInput('factor', 'float32', []);

/** Begins with 1; each turn multiplies by 2 × factor and adds its number. */
function growth(): Uint8Array {
  const { carried, collected } = loop({
    name: 'growth',
    times,
    start: [scalar32(1)],
    body: (turn, [value = factor]) => {
      const next = add(mul(value, mul(factor, scalar32(2))), cast(turn, 'float32'));
      return { carried: [next], collected: [next] };
    },
  });
  const outputs: Record<string, GraphNode> = {};
  [outputs['last'], outputs['all']] = [carried[0] ?? factor, collected[0] ?? factor];
  return encodeModel({ inputs: [times, factor], outputs });
}

test('carries values from turn to turn, and collects those of every turn', async () => {
  const session = await createGraphRunner().open(growth());
  const outputs = await session.run({
    times: { type: 'int64', shape: [], data: BigInt64Array.of(3n) },
    factor: { type: 'float32', shape: [], data: Float32Array.of(0.5) },
  });
  expect(outputs['last']).toEqual({ type: 'float32', shape: [], data: Float32Array.of(4) });
  expect(outputs['all']).toEqual({ type: 'float32', shape: [3], data: Float32Array.of(1, 2, 4) });
});

test('computes once what no turn changes', () => {
  const { graph } = decodeModel(growth());
  const [body] = graph?.nodes?.flatMap(({ attributes = [] }) => attributes.flatMap((attribute) => attribute.graph ?? [])) ?? [];
  expect(graph?.nodes?.map(({ operator }) => operator)).toEqual(['Mul', 'Loop', 'Identity', 'Identity']);
  expect(body?.nodes?.map(({ operator }) => operator)).toEqual(['Identity', 'Mul', 'Cast', 'Add', 'Identity', 'Identity']);
});

test('writes equal loops as equal bytes', () => {
  expect(growth()).toEqual(growth());
});
