import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporalServer } from '../cli/temporal-server/find-temporal-server.js';
import { startTemporalServer } from '../cli/temporal-server/start-temporal-server.js';
import { connect, type LeatClient } from '../client/connect.js';
import { loadConfig } from '../config/load-config.js';
import { createWorker } from '../worker/index.js';

/** Where an engine for a test finds its project, and what it may use. */
export interface EngineOptions {
  /** A folder of the project; the current one when left out. */
  readonly cwd?: string;
  /** Of a Temporal server that is there already; `TEMPORAL_ADDRESS`, or one of its own, when left out. */
  readonly temporal?: string;
}

/** A Temporal server, a worker and a client of a project, for one test. */
export interface TestEngine {
  /** Starts and follows runs, schedules and backfills of the project's pipelines. */
  readonly client: LeatClient;
  /** Address of the Temporal server. */
  readonly temporal: string;
  /** Ends worker and server, and removes what they kept. */
  stop(): Promise<void>;
}

/**
 * The whole engine for a test: a Temporal server, a worker of the project's pipelines, and a client, over stores in a
 * folder that goes away with them. For what `runPipeline` does not do: retries after a while, schedules, approvals that
 * are waited for, a run that goes on after a crash.
 */
export async function startEngine({ cwd = process.cwd(), temporal: given }: EngineOptions = {}): Promise<TestEngine> {
  const home = await mkdtemp(join(tmpdir(), 'leat-engine-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const temporal = given ?? (await provideTemporal(home, stops));
    const env = { LEAT_LOG: 'silent', ...process.env, LEAT_HOME: home, LEAT_TASK_QUEUE: randomUUID(), TEMPORAL_ADDRESS: temporal };
    const config = await loadConfig({ cwd, env });
    const worker = await createWorker(config);
    const running = worker.run();
    stops.push(() => worker.stop().then(() => running));
    const client = await connect(config);
    stops.push(() => client.close());
    return { client, temporal, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function provideTemporal(home: string, stops: (() => Promise<unknown>)[]): Promise<string> {
  const found = await findTemporalServer();
  if (found.how === 'address') return found.address;
  const place = { database: join(home, 'temporal.db'), logFile: join(home, 'temporal.log'), port: await freePort(), uiPort: null };
  const server = await startTemporalServer({ program: found.program, ...place });
  stops.push(() => server.stop());
  return server.address;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo; // a TCP server's address has this form
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
