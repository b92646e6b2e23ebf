import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/connect.js';
import { Engine } from '../support/engine.js';
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
      export default definePipeline({ name: 'steps', params, build: ({ fails }) => ({ end: use({ made: make({}), fails }) }) });`,
  });
  const port = String(await freePort());
  metricsUrl = `http://127.0.0.1:${port}/metrics`;
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: new URL(collector.url).origin, OTEL_SERVICE_NAME: 'leat-of-a-test', LEAT_METRICS: port };
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
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

const exported = () => collector.requests.map(({ body }) => JSON.parse(body) as Export).flatMap(({ resourceSpans }) => resourceSpans);
const spansOf = (runId: string): Span[] =>
  exported()
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .filter(({ traceId }) => traceId === runId.replaceAll('-', ''));

/** Every span with those above it: `run steps > stage use > …`. */
async function paths(runId: string, count: number): Promise<string[]> {
  await expect.poll(() => spansOf(runId).length, { timeout: 30_000 }).toBe(count);
  const spans = spansOf(runId);
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
    'leat_runs_total{pipeline="steps",state="completed"} 2',
    'leat_runs_total{pipeline="steps",state="failed"} 1',
    'leat_stages_planned_total{pipeline="steps",adopted="true"} 1',
    'leat_stages_planned_total{pipeline="steps",adopted="false"} 5',
    'leat_stage_attempts_total{stage="use",end="failed"} 1',
    'leat_stage_attempt_duration_seconds_count{stage="make"} 2',
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
