import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTemporalServer } from '../../cli/temporal-server/find-temporal-server.js';
import { serverParameters } from '../../cli/temporal-server/server-parameters.js';
import { spawnTied } from '../../cli/temporal-server/spawn-tied.js';
import { stopProcess } from '../../cli/temporal-server/stop-process.js';
import { connect } from '../../client/connect.js';
import { Engine } from '../support/engine.js';
import { freePort } from '../support/free-port.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const project = {
  'short.pipeline.ts': `
    import { definePipeline, defineStage } from 'leat';
    import { z } from 'zod';
    const work = defineStage({ name: 'work', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}), run: () => ({ out: 1 }) });
    export default definePipeline({ name: 'short', params: z.strictObject({}), build: () => ({ end: work({}) }) });`,
};

let address: string;
let connection: Connection;
let stop: () => Promise<void>;

// As a server of other people is: nobody has told it what Leat searches by.
beforeEach(async () => {
  const found = await findTemporalServer({ environment: { ...process.env, TEMPORAL_ADDRESS: '' } });
  if (found.how === 'address') throw new Error('invariant: no address was given');
  const parameters = serverParameters({ database: join(temporaryFolder(), 'temporal.db'), port: await freePort(), uiPort: null });
  const bare = parameters.slice(0, parameters.indexOf('--search-attribute'));
  const server = spawnTied(found.program, bare, { output: 1 });
  address = `127.0.0.1:${bare[bare.indexOf('--port') + 1] ?? ''}`;
  connection = await untilConnected(address);
  stop = async () => {
    await connection.close();
    await stopProcess(server);
  };
});

afterEach(() => stop());

async function untilConnected(to: string): Promise<Connection> {
  for (const deadline = Date.now() + 20_000; ; await new Promise((wake) => setTimeout(wake, 100))) {
    try {
      const made = await Connection.connect({ address: to });
      await made.workflowService.describeNamespace({ namespace: 'default' });
      return made;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

test('registers what runs are searched by on a server that does not know it', async () => {
  const engine = await Engine.start(project, { address });
  try {
    await engine.startWorker();
    expect(await engine.run({ pipeline: 'short' })).toMatchObject({ state: 'completed' });
    const { workflow } = new Client({ connection });
    await expect.poll(async () => (await workflow.count("LeatPipeline = 'short' AND LeatRunState = 'completed'")).count).toBe(1);
  } finally {
    await engine.end();
  }
});

test('refuses to start a worker where it may not be registered, and says what to type', async () => {
  const taken = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`Taken${String(index)}`, 2])); // all keywords that a namespace can have
  await connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: taken });
  const engine = await Engine.start(project, { address });
  try {
    await expect(engine.startWorker()).rejects.toMatchObject({
      code: 'SEARCH_ATTRIBUTES_MISSING',
      message: expect.stringContaining('temporal operator search-attribute create') as string,
    });
  } finally {
    await engine.end();
  }
});

test('tells who watches a run that cannot begin what a worker said of it', async () => {
  const engine = await Engine.start(project, { address });
  const client = await connect(engine.config);
  const own = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: own,
    taskQueue: engine.config.taskQueue,
    workflowBundle: { codePath: 'dist/workflow-bundle.cjs' },
  });
  const running = worker.run();
  try {
    const started = await client.runs.start('short');
    const watched = (async () => {
      for await (const _snapshot of client.runs.watch(started));
    })();
    await expect(watched).rejects.toMatchObject({
      code: 'SEARCH_ATTRIBUTES_MISSING',
      message: expect.stringContaining('search attribute Leat') as string,
    });
  } finally {
    worker.shutdown();
    await running;
    await own.close();
    await client.close();
    await engine.end();
  }
});
