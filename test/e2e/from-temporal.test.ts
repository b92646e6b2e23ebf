import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { NativeConnection, Worker } from '@temporalio/worker';
import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GREET } from '../support/api-project.js';
import { Engine } from '../support/engine.js';
import { pythonWith } from '../support/python.js';

const python = await pythonWith('temporalio');

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start({ 'greet.pipeline.ts': GREET });
  await engine.startWorker();
});

afterAll(() => engine.end());

test.skipIf(python === null)("is started by Temporal's client for Python, by a name and JSON", async () => {
  const { address } = engine.config.temporal;
  const { stdout } = await promisify(execFile)(python ?? '', ['test/e2e/start_by_temporal.py', address, engine.config.taskQueue], {
    timeout: 60_000,
  });
  const result = JSON.parse(stdout) as { runId: string };
  expect(result).toEqual({
    runId: expect.any(String) as string,
    state: 'completed',
    outputs: { said: { kind: 'report', digest: expect.stringMatching(/^sha256:/) as string } },
    metrics: {},
  });
  expect(await engine.metadata.run(result.runId)).toMatchObject({ pipeline: 'greet', params: { word: 'bonjour' } });
});

test("is a child of a workflow of another service's worker", async () => {
  const connection = await NativeConnection.connect({ address: engine.config.temporal.address });
  const taskQueue = `other-${randomUUID()}`;
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: new URL('../fixtures/other-service/workflows.js', import.meta.url).pathname,
  });
  const client = await Connection.connect({ address: engine.config.temporal.address });
  try {
    const { workflow } = new Client({ connection: client });
    const request = { queue: engine.config.taskQueue, word: 'servus' };
    const result: unknown = await worker.runUntil(workflow.execute('greetByLeat', { taskQueue, workflowId: taskQueue, args: [request] }));
    expect(result).toMatchObject({ state: 'completed', outputs: { said: { kind: 'report' } } });
  } finally {
    await client.close();
    await connection.close();
  }
});
