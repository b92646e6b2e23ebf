import { expect, test } from 'vitest';
import { encodeModel } from '../../core/onnx/encode-model.js';
import { graphInput } from '../../core/onnx/graph.js';
import type { Tensor } from '../../core/onnx/graph-runner.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import { expectRejection } from '../support/expect-refusal.js';

const tensors: readonly Tensor[] = [
  { type: 'float32', shape: [2], data: Float32Array.of(1.5, NaN) },
  { type: 'float64', shape: [2], data: Float64Array.of(0.1, -0) },
  { type: 'int32', shape: [2], data: Int32Array.of(-1, 7) },
  { type: 'int64', shape: [2], data: BigInt64Array.of(-1n, 2n ** 53n + 1n) },
  { type: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
  { type: 'string', shape: [2], data: ['', 'Zoë'] },
];

for (const tensor of tensors) {
  test(`passes ${tensor.type} through unchanged`, async () => {
    const { inputs, outputs, run, close } = await createGraphRunner().open(identity(tensor.type));
    expect([inputs, outputs]).toMatchObject([[{ name: 'in', type: tensor.type }], [{ name: 'out', type: tensor.type }]]);
    expect((await run({ in: tensor }))['out']).toEqual(tensor);
    await close();
  });
}

test('refuses what is no graph', async () => {
  await expectRejection(createGraphRunner().open(Uint8Array.of(1, 2, 3)), 'ONNX_INVALID', 'cannot load');
});

test('refuses a tensor of another type than the graph takes', async () => {
  const session = await createGraphRunner().open(identity('float32'));
  await expectRejection(session.run({ in: { type: 'int32', shape: [1], data: Int32Array.of(1) } }), 'INFERENCE_FAILED', 'int32');
});

test('refuses a run without an input', async () => {
  const session = await createGraphRunner().open(identity('float32'));
  await expectRejection(session.run({}), 'INFERENCE_FAILED', "'in' is missing");
});

function identity(type: Tensor['type'], shape = ['rows']): Uint8Array {
  const input = graphInput('in', type, shape);
  return encodeModel({ inputs: [input], outputs: { out: input } });
}
