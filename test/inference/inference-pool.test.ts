import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeModel } from '../../core/onnx/encode-model.js';
import { constant, graphInput, operator } from '../../core/onnx/graph.js';
import type { Tensor } from '../../core/onnx/graph-runner.js';
import { gather } from '../../core/onnx/operators.js';
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

test('refuses at its deadline what has no answer by then, and does not run what still waited', async () => {
  const own = new InferencePool({ threads: 1 });
  const session = await own.open('slow', heavyModel(20).graph);
  const rows = (): Record<string, Tensor> => x(...Array.from({ length: 2000 }, () => 1));
  const first = session.run(rows());
  const late = Array.from({ length: 5 }, () => session.run(rows(), { timeoutMs: 1 }));
  for (const each of late) await expectRejection(each, 'INFERENCE_TIMED_OUT', 'within 1 ms');
  expect(await first).toHaveProperty('prediction');
  await own.close();
});

test('does not run what nobody waits for any more', async () => {
  const session = await pool.open('double', scalingModel(2).graph);
  await expectRejection(session.run(x(1), { isAbandoned: () => true }), 'INFERENCE_ABANDONED', 'left');
  expect(await session.run(x(1))).toMatchObject({ prediction: { data: Float32Array.of(2) } });
  await session.close();
});

test('runs requests that come together as one batch, and gives each its own rows', async () => {
  const own = new InferencePool({ threads: 1, maxBatchRows: 7 });
  const session = await own.open('double', scalingModel(2).graph);
  expect(session.joinsRows).toBe(true);
  const answers = await Promise.all([[1], [2, 3], [4, 5, 6], [7, 8, 9, 10]].map((values) => session.run(x(...values))));
  expect(answers.map(({ prediction }) => prediction?.data)).toEqual([
    Float32Array.of(2),
    Float32Array.of(4, 6),
    Float32Array.of(8, 10, 12),
    Float32Array.of(14, 16, 18, 20),
  ]);
  await own.close();
});

test('refuses only the request of a batch that is at fault', async () => {
  const session = await pool.open('indexed', pickyModel());
  const index = (value: bigint): Record<string, Tensor> => ({ x: { type: 'int64', shape: [1], data: BigInt64Array.of(value) } });
  expect(session.joinsRows).toBe(true);
  const [good, bad, fine] = await Promise.allSettled([session.run(index(1n)), session.run(index(99n)), session.run(index(2n))]);
  expect([good, fine]).toMatchObject([{ value: { y: { data: Float32Array.of(10) } } }, { value: { y: { data: Float32Array.of(20) } } }]);
  expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'INFERENCE_FAILED' } });
  await session.close();
});

test('does not join rows of a graph that mixes them', async () => {
  const session = await pool.open('mixing', mixingModel());
  expect(session.joinsRows).toBe(false);
  const answers = await Promise.all([session.run(x(1)), session.run(x(2))]);
  expect(answers.map(({ y }) => y?.data)).toEqual([Float64Array.of(1), Float64Array.of(1)]);
  await session.close();
});

test('waits for others to join a request when it is told to', async () => {
  const own = new InferencePool({ threads: 1, maxBatchRows: 2, maxBatchWaitMs: 60_000 });
  const session = await own.open('double', scalingModel(2).graph);
  const first = session.run(x(1));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const second = session.run(x(2)); // fills the batch, so that nobody waits for a minute
  expect((await Promise.all([first, second])).map(({ prediction }) => prediction?.data)).toEqual([Float32Array.of(2), Float32Array.of(4)]);
  await own.close();
});

/** Looks a value up: an index out of range fails the run. */
function pickyModel(): Uint8Array {
  const index = graphInput('x', 'int64', ['rows']);
  const table = constant({ type: 'float32', shape: [10], data: Float32Array.from({ length: 10 }, (_, each) => each * 10) });
  return encodeModel({ inputs: [index], outputs: { y: gather(table, index) } });
}

/** Each value as a share of all: other rows change it. */
function mixingModel(): Uint8Array {
  const value = graphInput('x', 'float64', ['rows', 1]);
  return encodeModel({ inputs: [value], outputs: { y: operator('Softmax', [value], { axis: { int: 0 } }) } });
}

test('unloads the graph that was not run for longest when the memory is full, and loads it again for its next run', async () => {
  const graphs = [2, 3, 4].map((slope) => scalingModel(slope).graph);
  const size = Math.max(...graphs.map((graph) => graph.length));
  const small = new InferencePool({ threads: 1, memoryBytes: 2 * size });
  const sessions = await Promise.all(graphs.map((graph, index) => small.open(`graph ${String(index)}`, graph)));
  for (const turn of [1, 2]) {
    for (const [index, session] of sessions.entries()) {
      expect(await session.run(x(turn))).toMatchObject({ prediction: { data: Float32Array.of((index + 2) * turn) } });
    }
  }
  expect(await Promise.all(sessions.map((session) => session.run(x(10))))).toMatchObject(
    [20, 30, 40].map((value) => ({ prediction: { data: Float32Array.of(value) } })),
  );
  await small.close();
});

test('refuses a graph that alone is over the memory, and serves others', async () => {
  const { graph } = scalingModel(2);
  const small = new InferencePool({ threads: 2, memoryBytes: 2 * graph.length });
  await expectRejection(small.open('large', heavyModel(2).graph), 'MODEL_TOO_LARGE', `at most ${String(2 * graph.length)} bytes`);
  const session = await small.open('small', graph);
  expect(await session.run(x(1))).toMatchObject({ prediction: { data: Float32Array.of(2) } });
  await small.close();
});

test('refuses more runs of one graph than it may have, and takes those of another', async () => {
  const limited = new InferencePool({ threads: 1, maxWaitingOfGraph: 2 });
  const [busy, free] = [await limited.open('busy', heavyModel(2).graph), await limited.open('free', scalingModel(2).graph)];
  const runs = Array.from({ length: 3 }, () => busy.run(x(1)));
  await expectRejection(runs.pop() ?? Promise.resolve(), 'INFERENCE_OVERLOADED', 'at most 2 waiting requests of this model');
  expect(await free.run(x(1))).toMatchObject({ prediction: { data: Float32Array.of(2) } });
  await Promise.all(runs);
  expect(await busy.run(x(1))).toBeDefined();
  await limited.close();
});
