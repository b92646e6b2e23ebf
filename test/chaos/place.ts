import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { findTemporalServer } from '../../cli/temporal-server/find-temporal-server.js';
import { spawnTied } from '../../cli/temporal-server/spawn-tied.js';
import { startTemporalServer } from '../../cli/temporal-server/start-temporal-server.js';
import type { ArtifactStore } from '../../stores/artifacts/artifact-store.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import type { RunPipelineRequest } from '../../workflows/run-pipeline.js';
import { createProject } from '../support/create-project.js';
import { freePort } from '../support/free-port.js';
import { chaosProject } from './chaos-project.js';
import { KeptAlive, type RunningProcess } from './kept-alive.js';
import { MARK } from './orphans.js';
import { SmallDisk } from './small-disk.js';
import { TcpProxy } from './tcp-proxy.js';

/** All of Leat in processes of its own, over one folder: what can be broken, and what is looked at. */
export interface Place {
  /** The mark of its processes. */
  readonly id: string;
  readonly folder: string;
  /** File of the metadata database. */
  readonly database: string;
  readonly disk: SmallDisk;
  readonly artifacts: ArtifactStore;
  readonly metadata: MetadataStore;
  readonly temporal: KeptAlive;
  readonly worker: KeptAlive;
  readonly server: KeptAlive;
  /** Between Temporal and all others. */
  readonly proxy: TcpProxy;
  /** Of the HTTP server. */
  readonly url: string;
  begin(request: RunPipelineRequest): Promise<WorkflowHandle>;
  stop(): Promise<void>;
}

export async function startPlace(): Promise<Place> {
  const id = randomUUID();
  process.env[MARK] = id; // for every child from here on
  const folder = await createProject(chaosProject('disk'));
  const disk = new SmallDisk(join(folder, 'disk'));
  for (const name of ['tmp', 'logs', '.leat']) mkdirSync(join(folder, name));
  const database = join(folder, '.leat/leat.db');
  const metadata = openMetadataStore(`sqlite:${database}`);
  await metadata.migrate();

  const temporalPort = await freePort();
  const temporal = new KeptAlive(await temporalStarter(folder, temporalPort));
  await temporal.started();
  const proxy = await TcpProxy.start(temporalPort);
  const port = String(await freePort());
  const environment = { TEMPORAL_ADDRESS: proxy.address, LEAT_PORT: port, LEAT_LOG: 'warn', TMPDIR: join(folder, 'tmp') };
  const keepAlive = (command: string): KeptAlive => new KeptAlive(() => Promise.resolve(startLeat(command, folder, environment)));
  const [worker, server] = [keepAlive('worker'), keepAlive('server')];
  const connection = Connection.lazy({ address: `127.0.0.1:${String(temporalPort)}` });
  const client = new Client({ connection });
  return {
    ...{ id, folder, database, disk, metadata, temporal, worker, server, proxy },
    artifacts: await openArtifactStore(`file:${disk.path}`),
    url: `http://127.0.0.1:${port}`,
    begin: (request) => client.workflow.start('runPipeline', { taskQueue: 'leat', workflowId: randomUUID(), args: [request] }),
    async stop() {
      await Promise.all([worker.stop(), server.stop()]);
      await connection.close();
      await temporal.stop();
      await proxy.stop();
      await metadata.close();
      disk.remove();
      await rm(folder, { recursive: true, force: true });
      Reflect.deleteProperty(process.env, MARK);
    },
  };
}

async function temporalStarter(folder: string, port: number): Promise<() => Promise<RunningProcess>> {
  const found = await findTemporalServer({ environment: { ...process.env, TEMPORAL_ADDRESS: '' } });
  if (found.how === 'address') throw new Error('invariant: no address was given');
  const place = { database: join(folder, 'temporal.db'), logFile: join(folder, 'logs/temporal.log'), port, uiPort: null };
  return () => startTemporalServer({ program: found.program, ...place });
}

function startLeat(command: string, folder: string, environment: Readonly<Record<string, string>>): RunningProcess {
  const log = openSync(join(folder, `logs/${command}.log`), 'a');
  // It must not outlive this process, however that ends.
  const child = spawnTied(process.execPath, [resolve('dist/cli/main.js'), command], {
    output: log,
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  closeSync(log); // the child has its own
  return { pid: child.pid ?? 0, ended: once(child, 'exit') };
}
