import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { HttpClient } from '../../../client/http/index.js';
import { definePipeline, file, ingest, split } from '../../../index.js';
import { startApiProject, type ApiProject } from '../../support/api-project.js';

let project: ApiProject;
let leat: HttpClient;

beforeAll(async () => {
  project = await startApiProject();
  leat = new HttpClient({ url: project.serving.url, retry: { firstMs: 20 } });
});

afterAll(() => project.end());

const halves = definePipeline({
  name: 'halves',
  params: z.strictObject({ testFraction: z.number().default(0.5) }),
  build({ testFraction }) {
    const { train, test: rest } = split({ table: ingest({ source: file('rows.csv') }), testFraction });
    return { train, rest };
  },
});

/** A server that answers with these statuses, one a request, then with JSON. */
async function answering(
  statuses: readonly number[],
  headers: Record<string, string> = {},
): Promise<{ url: string; asked: () => (string | undefined)[] }> {
  const keys: (string | undefined)[] = [];
  const waiting = [...statuses];
  const server: Server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key']?.toString());
    const status = waiting.shift() ?? 200;
    request.resume();
    if (status === 0) response.destroy();
    else
      response
        .writeHead(status, { 'content-type': 'application/json', ...(status === 200 ? {} : headers) })
        .end('{"id":"r","pipelines":[]}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, asked: () => keys };
}

test('starts a run, follows its events and waits for its end', async () => {
  const run = await leat.run('greet', { word: 'hi' });
  const types: string[] = [];
  for await (const { type } of run.events()) types.push(type);
  expect(types).toEqual(['run.started', 'stage.started', 'stage.completed', 'run.completed']);
  expect((await run.wait()).outputs).toEqual({ said: { kind: 'report', digest: expect.stringMatching(/^sha256:/) as string } });
  for await (const { id } of leat.runs({ pipeline: 'greet' })) {
    expect(id).toBe(run.id);
    break;
  }
});

test('throws the code that ended a run, and the code that a request was refused with', async () => {
  await writeFile(project.engine.path('bad'), '');
  const run = await leat.run('greet', {});
  await expect(run.wait()).rejects.toMatchObject({ code: 'SOURCE_NO_ROWS', details: { stage: 'greet' } });
  await expect(leat.run('greet', { wrod: 1 })).rejects.toMatchObject({ code: 'PARAMETER_INVALID', status: 400 });
});

test('knows the parameters and the outputs of a pipeline that it is given', async () => {
  const { url } = await answering([]);
  const typed = new HttpClient({ url });
  const run = await typed.run(halves, { testFraction: 0.3 });
  const outputsOf = async (): Promise<string> => {
    const { outputs } = await run.wait();
    const kind: 'table' = outputs.train.kind;
    // @ts-expect-error: the pipeline returns no output of that name
    return `${kind} ${String(outputs.model)}`;
  };
  expect(outputsOf).toBeTypeOf('function'); // its types are the test
  // @ts-expect-error: the pipeline takes no parameter of that name
  await typed.run(halves, { testFractoin: 0.3 });
  // @ts-expect-error: it is a number
  await typed.run(halves, { testFraction: 'a third' });
});

test.each([[429], [503], [0]])('repeats what was answered by %i, by one key', async (status) => {
  const { url, asked } = await answering([status, status]);
  await new HttpClient({ url, retry: { firstMs: 1 } }).run('greet', {});
  expect(asked()).toHaveLength(3);
  expect(new Set(asked()).size).toBe(1);
});

test('waits as long as the server says before it asks again', async () => {
  const { url } = await answering([429], { 'retry-after': '1' });
  const startedAt = performance.now();
  await new HttpClient({ url, retry: { firstMs: 1 } }).pipelines();
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
});

test('stops when it is told to, also between two tries', async () => {
  const { url } = await answering([503, 503, 503], { 'retry-after': '30' });
  await expect(new HttpClient({ url }).pipelines({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('gives up after its tries, and does not repeat what may have been done', async () => {
  const { url, asked } = await answering([503, 503, 503, 500]);
  const client = new HttpClient({ url, retry: { attempts: 2, firstMs: 1 } });
  await expect(client.pipelines()).rejects.toMatchObject({ status: 503, code: 'HTTP_ERROR' });
  await expect(client.request('POST', '/api/v1/schedules', { body: {} })).rejects.toMatchObject({ status: 503 });
  expect(asked()).toHaveLength(3);
});

test('holds nothing that a browser lacks', async () => {
  const bundled = await build({
    entryPoints: ['client/http/index.ts'],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    metafile: true,
  });
  expect(Object.keys(bundled.metafile.inputs).filter((input) => !input.startsWith('client/http/'))).toEqual([]);
  expect(bundled.outputFiles[0]?.text).not.toMatch(/\bfrom\s*"node:|\bprocess\.|\bBuffer\b/);
});
