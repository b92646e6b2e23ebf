import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tensor } from '../../core/onnx/graph-runner.js';
import { InferencePool } from '../../inference/inference-pool.js';
import { expectRejection } from '../support/expect-refusal.js';
import { heavyModel, scalingModel } from '../support/tiny-models.js';

let pool: InferencePool;

beforeAll(() => {
  pool = new InferencePool({ threads: 2, maxWaiting: 10 });
});

afterAll(() => pool.close());

const x = (...values: number[]): Record<string, Tensor> => ({
  x: { type: 'float64', shape: [values.length, 1], data: Float64Array.from(values) },
});

test('runs a graph in a thread', async () => {
  const session = await pool.open('double', scalingModel(2).graph);
  expect(session.inputs).toEqual([{ name: 'x', type: 'float64', shape: ['rows', 1] }]);
  expect(await session.run(x(1, 2))).toEqual({ prediction: { type: 'float32', shape: [2, 1], data: Float32Array.of(2, 4) } });
  await session.close();
});

test('keeps a graph loaded until its last holder closes', async () => {
  const first = await pool.open('triple', scalingModel(3).graph);
  const second = await pool.open('triple', scalingModel(3).graph);
  await first.close();
  await first.close(); // closing again is no second leave
  expect(await second.run(x(1))).toMatchObject({ prediction: { data: Float32Array.of(3) } });
  await second.close();
  await expectRejection(second.run(x(1)), 'INFERENCE_FAILED', 'triple');
});

test('refuses bytes that are no graph, and loads the same name again after that', async () => {
  await expectRejection(pool.open('mended', Uint8Array.of(1, 2, 3)), 'ONNX_INVALID', 'cannot load');
  const session = await pool.open('mended', scalingModel(4).graph);
  expect(await session.run(x(1))).toMatchObject({ prediction: { data: Float32Array.of(4) } });
  await session.close();
});

test('names what ONNX Runtime refuses, and goes on', async () => {
  const session = await pool.open('picky', scalingModel(2).graph);
  await expectRejection(session.run({}), 'INFERENCE_FAILED', 'x');
  expect(await session.run(x(5))).toMatchObject({ prediction: { data: Float32Array.of(10) } });
  await session.close();
});

test('refuses more waiting runs than it takes', async () => {
  const session = await pool.open('busy', heavyModel(2).graph);
  const runs = Array.from({ length: 11 }, () => session.run(x(1)));
  await expectRejection(runs.pop() ?? Promise.resolve(), 'INFERENCE_OVERLOADED', 'at most 10');
  expect(await Promise.all(runs)).toHaveLength(10);
  await session.close();
});

test('leaves the event loop free during heavy inference', async () => {
  const session = await pool.open('heavy', heavyModel(20).graph);
  const rows = x(...Array.from({ length: 500 }, () => 1));
  await session.run(rows);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const started = performance.now();
  delay.enable();
  await Promise.all(Array.from({ length: 8 }, () => session.run(rows)));
  delay.disable();
  expect(performance.now() - started).toBeGreaterThan(100); // heavy indeed
  expect(delay.percentile(90) / 1e6).toBeLessThan(50);
  await session.close();
});

test('refuses what waits when it is closed', async () => {
  const own = new InferencePool({ threads: 1 });
  const session = await own.open('slow', heavyModel(20).graph);
  const run = session.run(x(...Array.from({ length: 500 }, () => 1)));
  const refused = expectRejection(run, 'INFERENCE_FAILED', 'closed');
  await own.close();
  await refused;
});

test('replaces a thread that crashes, and loads its graphs again', async () => {
  const started = once(process, 'worker') as Promise<[Worker]>; // of its listeners' own type
  const own = new InferencePool({ threads: 1 });
  const session = await own.open('kept', scalingModel(5).graph);
  const [thread] = await started;
  const crashed = new Promise((gone) => thread.once('exit', gone)); // once() would fail by the crash itself
  thread.postMessage(null); // what no caller sends, and the thread cannot even answer
  await expectRejection(session.run(x(1)), 'INFERENCE_FAILED', 'inference thread: ');
  await crashed;
  expect(await session.run(x(1))).toMatchObject({ prediction: { data: Float32Array.of(5) } });
  await own.close();
});

test('is closed in order while its threads still load', async () => {
  const own = new InferencePool({ threads: 2 });
  const opening = expectRejection(own.open('late', scalingModel(2).graph), 'INFERENCE_FAILED', 'closed');
  await own.close();
  await opening;
});
