import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { findTemporalServer } from '../../cli/temporal-server/find-temporal-server.js';
import { startTemporalServer } from '../../cli/temporal-server/start-temporal-server.js';
import { stopProcess } from '../../cli/temporal-server/stop-process.js';
import { freePort } from '../../test/support/free-port.js';
import { startLeat, startRawWorker } from './processes.js';

export const PEER = 'temporal-raw';
export const QUEUE = 'leat';

/** What a worker may take to drain. */
const PATIENCE_MS = 15_000;

/** As any client of Temporal's sees the workflow `runPipeline`. */
export interface RunRequest {
  readonly pipeline: string;
  readonly params: object;
  readonly resumeOf?: string;
}

type RunPipeline = (request: RunRequest) => Promise<{ readonly runId: string }>;

/** Where the cases run: a Temporal server, a warm worker of Leat's and one of plain Temporal code. */
export interface Place {
  readonly address: string;
  /** For files of the cases; goes away with the place. */
  readonly folder: string;
  readonly client: Client;
  readonly worker: ChildProcess;
  readonly rawWorker: ChildProcess;
  /** Home of the worker. */
  readonly home: string;
  /** A pipeline of the bench's project. */
  run(request: RunRequest): Promise<{ readonly runId: string }>;
  runRaw(workflow: string, request: object): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'leat-bench-'));
  const found = await findTemporalServer({ environment: { ...process.env, TEMPORAL_ADDRESS: '' } });
  if (found.how === 'address') throw new Error('invariant: no address was given');
  const at = { database: join(folder, 'temporal.db'), port: await freePort(), uiPort: null };
  const server = await startTemporalServer({ program: found.program, logFile: join(folder, 'temporal.log'), ...at });
  const { address } = server;
  const home = join(folder, 'home');
  const worker = startLeat(['worker'], { TEMPORAL_ADDRESS: address, LEAT_HOME: home });
  const rawWorker = startRawWorker(address, PEER);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  return {
    address,
    folder,
    client,
    worker,
    rawWorker,
    home,
    run: (request) => client.workflow.execute<RunPipeline>('runPipeline', { taskQueue: QUEUE, workflowId: randomUUID(), args: [request] }),
    runRaw: (workflow, request) => client.workflow.execute(workflow, { taskQueue: PEER, workflowId: randomUUID(), args: [request] }),
    async stop() {
      await connection.close();
      await Promise.all([worker, rawWorker].map((child) => stopProcess(child, { patienceMs: PATIENCE_MS })));
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
