import { expect, test } from 'vitest';
import { decodeModel } from '../../../core/onnx/decode-model.js';
import { encodeModel } from '../../../core/onnx/encode-model.js';
import { graphInput, type GraphNode } from '../../../core/onnx/graph.js';
import { add, columnOf, concat, div, scalar, sub } from '../../../core/onnx/operators.js';
import { stackColumns } from '../../../core/onnx/stack-columns.js';
import { createGraphRunner } from '../../../inference/graph-runner.js';

const inputs = ['a', 'b', 'c'].map((name) => graphInput(name, 'float64', ['rows', 1]));
const [a, b] = inputs as [GraphNode, GraphNode, GraphNode]; // three names, three nodes
const scaled = inputs.map((input, index) => div(sub(input, scalar(index)), scalar(10)));

async function run(columns: readonly GraphNode[]): Promise<{ operators: (string | undefined)[]; values: unknown }> {
  const model = encodeModel({ inputs, outputs: { stacked: stackColumns(columns) } });
  const feeds = { a: [1, 2], b: [11, 12], c: [22, 32] };
  const session = await createGraphRunner().open(model);
  const outputs = await session.run(
    Object.fromEntries(
      Object.entries(feeds).map(([name, data]) => [name, { type: 'float64', shape: [2, 1], data: Float64Array.from(data) }]),
    ),
  );
  return {
    operators: decodeModel(model).graph?.nodes?.map(({ operator }) => operator) ?? [],
    values: [...(outputs['stacked']?.data ?? [])],
  };
}

test('computes columns together that differ in inputs and constants', async () => {
  expect(await run(scaled)).toEqual({ operators: ['Concat', 'Sub', 'Div', 'Identity'], values: [0.1, 1, 2, 0.2, 1.1, 3] });
});

test('keeps the order where unlike columns stand between', async () => {
  const { values } = await run([...scaled.slice(0, 2), a, ...scaled.slice(2)]);
  expect(values).toEqual([0.1, 1, 1, 2, 0.2, 1.1, 2, 3]);
});

test('keeps columns apart that do not differ at all', async () => {
  expect(await run([add(a, b), add(a, b)])).toMatchObject({ values: [12, 12, 14, 14] });
});

test('takes neighbours out of one matrix together', async () => {
  const matrix = concat([a, b], 1);
  const { operators, values } = await run([columnOf(matrix, 1), columnOf(matrix, 0), columnOf(matrix, 1), a]);
  expect(operators.filter((name) => name === 'Gather')).toHaveLength(1);
  expect(values).toEqual([11, 1, 11, 1, 12, 2, 12, 2]);
});

test('walks nodes, not paths, where nodes are shared', async () => {
  let deep = a;
  for (let level = 0; level < 60; level++) deep = sub(add(deep, deep), deep);
  expect(await run([deep, add(deep, b)])).toMatchObject({ values: [1, 12, 2, 14] });
});
