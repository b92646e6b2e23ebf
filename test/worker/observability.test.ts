import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/connect.js';
import { Engine, failureOf, runIdOf, untilStage } from '../support/engine.js';
import { freePort } from '../support/free-port.js';
import { HttpReceiver } from '../support/http-receiver.js';

/** A worker in a process of its own, that is told of a collector, a port for its metrics and a level of log. */
let engine: Engine;
let collector: HttpReceiver;
let client: LeatClient;
let worker: ChildProcess;
let metricsUrl: string;
let log = '';

beforeAll(async () => {
  collector = await HttpReceiver.start(...Array.from({ length: 1_000 }, () => 200));
  engine = await Engine.start({
    'steps.pipeline.ts': `
      import { definePipeline, defineStage, LeatError } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({ fails: z.boolean().default(false) });
      const make = defineStage({ name: 'make', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}), work: 'light',
        run: (_inputs, _params, { log }) => { log.info('made'); return { out: 1 }; } });
      const use = defineStage({ name: 'use', version: 1, inputs: { made: 'report' }, outputs: { out: 'report' }, params,
        run: (_inputs, { fails }) => { if (fails) throw new LeatError('SOURCE_NO_ROWS', 'no rows'); return { out: 2 }; } });
      const endless = defineStage({ name: 'endless', version: 1, inputs: { made: 'report' }, outputs: { out: 'report' }, params: z.strictObject({}), run: () => { for (;;); } });
      export const stuck = definePipeline({ name: 'stuck', params: z.strictObject({}), build: () => ({ end: endless({ made: make({}) }) }) });
      export default definePipeline({ name: 'steps', params, build: ({ fails }) => ({ end: use({ made: make({}), fails }) }) });`,
  });
  const port = String(await freePort());
  metricsUrl = `http://127.0.0.1:${port}/metrics`;
  const env = {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_EXPORTER_OTLP_ENDPOINT: new URL(collector.url).origin,
    OTEL_SERVICE_NAME: 'leat-of-a-test',
    LEAT_METRICS: port,
  };
  worker = engine.spawnWorker({ log: 'info', env });
  worker.stderr?.on('data', (text: Buffer) => (log += text.toString()));
  client = await connect(engine.config);
});

afterAll(async () => {
  await client.close();
  await engine.end();
  collector.end();
});

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code?: number };
  readonly events?: readonly { readonly name: string }[];
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

const exported = () => collector.requests.map(({ body }) => JSON.parse(body) as Export).flatMap(({ resourceSpans }) => resourceSpans);
/** @param trace - Its id, or that of a run. */
const spansOf = (trace: string): Span[] =>
  exported()
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .filter(({ traceId }) => traceId === trace.replaceAll('-', ''));

/** Every span with those above it: `run steps > stage use > …`. */
async function paths(trace: string, count: number): Promise<string[]> {
  await expect.poll(() => spansOf(trace).length, { timeout: 30_000 }).toBe(count);
  const spans = spansOf(trace);
  const pathOf = ({ name, parentSpanId }: Span): string => {
    const parent = spans.find(({ spanId }) => spanId === parentSpanId);
    return parent === undefined ? name : `${pathOf(parent)} > ${name}`;
  };
  return spans.map(pathOf).sort();
}

test('traces a run from workflow to compute thread, in one tree', async () => {
  const { runId } = await engine.run({ pipeline: 'steps' });
  const attempts = ['make', 'use'].map((stage) => `run steps > stage ${stage} > attempt 1 of ${stage}`);
  expect(await paths(runId, 11)).toEqual(
    [
      'run steps',
      'run steps > stage make',
      'run steps > stage use',
      ...attempts,
      ...attempts.flatMap((path) => ['load', 'compute', 'save'].map((part) => `${path} > ${part}`)),
    ].sort(),
  );
  expect(JSON.stringify(exported()[0]?.resource)).toContain('leat-of-a-test');
});

test('marks what failed in a trace, and tells of adopted stages', async () => {
  const { runId } = await engine.runToFailure({ pipeline: 'steps', params: { fails: true } });
  expect(await paths(runId, 6)).toContain('run steps > stage make');
  const failed = spansOf(runId).filter(({ status }) => status.code === 2);
  expect(failed.map(({ name }) => name).sort()).toEqual(['attempt 1 of use', 'compute', 'run steps', 'stage use']);
});

const traceId = (letter: string): string => letter.repeat(32);
const traceparent = (letter: string): string => `00-${traceId(letter)}-${letter.repeat(16)}-01`;
const rootOf = (trace: string): Span | undefined => spansOf(trace).find(({ name }) => name === 'run steps');

test('goes on with the trace that the request of a run names', async () => {
  const { runId } = await client.runs.start('steps', { traceparent: traceparent('a'), cache: false });
  expect(await paths(traceId('a'), 11)).toContain('run steps > stage use > attempt 1 of use > compute');
  expect(rootOf(traceId('a'))?.parentSpanId).toBe('a'.repeat(16));
  expect(spansOf(runId)).toEqual([]);
});

test("goes on with the trace of a foreign client's OpenTelemetry interceptor", async () => {
  const { temporal, taskQueue } = engine.config;
  const connection = await Connection.connect({ address: temporal.address });
  const traced: WorkflowClientInterceptor = {
    startWithDetails: (input, next) =>
      next({
        ...input,
        headers: { ...input.headers, '_tracer-data': defaultPayloadConverter.toPayload({ traceparent: traceparent('b') }) },
      }),
  };
  const foreign = new Client({ connection, interceptors: { workflow: [traced] } });
  await foreign.workflow.execute('runPipeline', { taskQueue, workflowId: randomUUID(), args: [{ pipeline: 'steps', cache: false }] });
  expect(await paths(traceId('b'), 11)).toContain('run steps > stage use > attempt 1 of use > compute');
  expect(rootOf(traceId('b'))?.parentSpanId).toBe('b'.repeat(16));
  await connection.close();
});

test('keeps what a thread had done before it was ended, and says that the rest is missing', async () => {
  const handle = await engine.begin({ pipeline: 'stuck' });
  await untilStage(handle, 'endless', 'running');
  const isComputing = async () => (await engine.metadata.attempts(runIdOf(handle), 'endless')).length;
  await expect.poll(isComputing, { timeout: 20_000 }).toBe(1);
  await handle.cancel();
  await failureOf(handle);
  const attempt = 'run stuck > stage endless > attempt 1 of endless';
  expect(await paths(runIdOf(handle), 5)).toEqual(expect.arrayContaining([attempt, `${attempt} > load`]));
  const [event] = spansOf(runIdOf(handle)).find(({ name }) => name === 'attempt 1 of endless')?.events ?? [];
  expect(event?.name).toContain('the compute thread was ended');
});

test('follows one id of a request through workflow, record, activity, trace and log', async () => {
  const requestId = 'request-of-a-test-17';
  const { runId } = await client.runs.start('steps', { requestId, cache: false });
  await expect.poll(async () => (await engine.metadata.run(runId))?.state, { timeout: 30_000 }).toBe('completed');
  expect(await engine.metadata.run(runId)).toMatchObject({ requestId });
  await expect.poll(() => JSON.stringify(spansOf(runId)).split(requestId).length - 1, { timeout: 30_000 }).toBe(3); // run and attempts
  await expect
    .poll(() => logLines().filter((line) => line['requestId'] === requestId))
    .toEqual(
      expect.arrayContaining([
        expect.objectContaining({ runId, stage: 'make', msg: 'made' }),
        expect.objectContaining({ runId, event: 'run.completed' }),
      ]),
    );
});

test('tells Prometheus of runs, stages, adopted results, threads, memory and the event loop', async () => {
  const reply = await fetch(metricsUrl);
  expect(reply.headers.get('content-type')).toContain('text/plain');
  const text = await reply.text();
  for (const line of [
    'leat_runs_total{pipeline="steps",state="completed"} 4',
    'leat_runs_total{pipeline="steps",state="failed"} 1',
    'leat_stages_planned_total{pipeline="steps",adopted="true"} 1',
    'leat_stages_planned_total{pipeline="steps",adopted="false"} 9',
    'leat_stage_attempts_total{stage="use",end="failed"} 1',
    'leat_stage_attempt_duration_seconds_count{stage="make"} 4',
    'leat_compute_queue_depth 0',
  ]) {
    expect(text).toContain(line);
  }
  for (const name of ['leat_compute_threads', 'leat_heap_used_bytes', 'leat_event_loop_delay_p99_seconds']) {
    expect(text).toMatch(new RegExp(`^${name} [\\d.e-]+$`, 'm'));
  }
  expect((await fetch(metricsUrl.replace('/metrics', '/other'))).status).toBe(404);
});

function logLines(): Record<string, unknown>[] {
  return log.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []));
}
