import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Client, Connection, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { loadConfig } from '../../config/load-config.js';
import type { Config } from '../../config/config.js';
import type { RunProgress } from '../../core/pipeline/run-summary.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import type { WorkerOverrides } from '../../worker/create-worker.js';
import type { RunPipelineRequest, RunPipelineResult } from '../../workflows/run-pipeline.js';
import { createProject } from './create-project.js';

export interface RunFailure {
  readonly code: string;
  readonly message: string;
}

interface SpawnOptions {
  readonly log?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A project of a test with the real engine under it: Temporal server, worker, stores on disk. */
export class Engine {
  readonly root: string;
  readonly config: Config;
  readonly metadata: MetadataStore;
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #endings: (() => Promise<void>)[] = [];

  private constructor(root: string, { config, metadata, connection }: { config: Config; metadata: MetadataStore; connection: Connection }) {
    this.root = root;
    this.config = config;
    this.metadata = metadata;
    this.#connection = connection;
    this.#client = new Client({ connection });
  }

  /** @param files - Of the project, by path; pipelines are `*.pipeline.ts`. */
  static async start(files: Readonly<Record<string, string>>, { address }: { address?: string } = {}): Promise<Engine> {
    const root = await createProject({
      'leat.config.ts':
        "import { defineConfig } from 'leat'; export default defineConfig({ pipelines: ['*.pipeline.ts', '*.pipeline.json'] });",
      ...files,
    });
    // A queue of its own: the server is shared by all test files.
    const env = {
      TEMPORAL_ADDRESS: address ?? (await (await import('./temporal-address.js')).temporalAddress()),
      LEAT_TASK_QUEUE: randomUUID(),
      LEAT_LOG: 'silent',
      HOME: root,
    };
    const config = await loadConfig({ cwd: root, env });
    const metadata = openMetadataStore(config.stores.metadata);
    await metadata.migrate();
    return new Engine(root, { config, metadata, connection: await Connection.connect({ address: config.temporal.address }) });
  }

  /** A worker in this process; its compute threads are real. @returns What stops it, before the engine ends. */
  async startWorker(parts: WorkerOverrides = {}): Promise<() => Promise<void>> {
    const { createWorker } = await import('../../worker/create-worker.js'); // not for those who only spawn workers
    const worker = await createWorker(this.config, parts);
    const running = worker.run();
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopping ??= worker.stop().then(() => running));
    this.#endings.push(stop);
    return stop;
  }

  /** What is done when the engine ends, before what was asked for earlier. */
  atEnd(ending: () => Promise<void>): void {
    this.#endings.push(ending);
  }

  /** A worker in a process of its own, to be killed. */
  spawnWorker({ queue = this.config.taskQueue, env = {}, ...how }: SpawnOptions & { queue?: string } = {}): ChildProcess {
    return this.#spawn('worker', { ...how, env: { ...env, LEAT_TASK_QUEUE: queue } });
  }

  /** An HTTP server in a process of its own, as it is by default. */
  spawnServer({ port, env = {}, ...how }: SpawnOptions & { port: number }): ChildProcess {
    return this.#spawn('server', { ...how, env: { ...env, LEAT_TASK_QUEUE: this.config.taskQueue, LEAT_PORT: String(port) } });
  }

  #spawn(command: 'worker' | 'server', { log = 'silent', env: more = {} }: SpawnOptions): ChildProcess {
    const env = { ...process.env, ...more, TEMPORAL_ADDRESS: this.config.temporal.address, LEAT_LOG: log };
    const child = spawn(process.execPath, [resolve('dist/cli/main.js'), command], {
      cwd: this.root,
      env,
      stdio: ['ignore', 'ignore', log === 'silent' ? 'inherit' : 'pipe'],
    });
    this.#endings.push(() => kill(child));
    return child;
  }

  /** As a client in any language would: the workflow's name and one JSON argument. */
  async begin(request: RunPipelineRequest): Promise<WorkflowHandle> {
    return this.#client.workflow.start('runPipeline', { taskQueue: this.config.taskQueue, workflowId: randomUUID(), args: [request] });
  }

  async run(request: RunPipelineRequest): Promise<RunPipelineResult> {
    return (await (await this.begin(request)).result()) as RunPipelineResult;
  }

  /** Runs what is expected to fail. */
  async runToFailure(request: RunPipelineRequest): Promise<RunFailure & { runId: string }> {
    const handle = await this.begin(request);
    return { runId: runIdOf(handle), ...(await failureOf(handle)) };
  }

  /** The states of a run's stages, by name. */
  async states(runId: string): Promise<Record<string, string>> {
    return Object.fromEntries((await this.metadata.stages(runId)).map(({ name, state }) => [name, state]));
  }

  /** Takes a closed workflow's history away, as Temporal does when its retention is over. */
  async forget(handle: WorkflowHandle): Promise<void> {
    const { namespace } = this.config.temporal;
    const workflowExecution = { workflowId: handle.workflowId, runId: runIdOf(handle) };
    await this.#client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
    const isGone = (): Promise<boolean> =>
      handle.describe().then(
        () => false,
        () => true,
      );
    for (const deadline = Date.now() + 90_000; Date.now() < deadline; await new Promise((wake) => setTimeout(wake, 100))) {
      if (await isGone()) return;
    }
    throw new Error('the history was not gone in time');
  }

  async remove(...files: readonly string[]): Promise<void> {
    for (const file of files) await rm(this.path(file), { force: true });
  }

  async end(): Promise<void> {
    for (const ending of this.#endings.reverse()) await ending();
    await this.metadata.close();
    await this.#connection.close();
    await rm(this.root, { recursive: true, force: true });
  }

  path(file: string): string {
    return join(this.root, file);
  }
}

/** By SIGKILL; resolves when it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** The run's id in Leat: the first execution of its workflow. */
export function runIdOf(handle: WorkflowHandle): string {
  const { firstExecutionRunId } = handle as WorkflowHandle & { firstExecutionRunId: string }; // every started workflow has it
  return firstExecutionRunId;
}

export async function failureOf(handle: WorkflowHandle): Promise<RunFailure> {
  const error: unknown = await handle.result().then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!(error instanceof WorkflowFailedError)) throw new Error('expected the run to fail, it completed');
  const cause = error.cause as { type?: string; message: string } | undefined; // an ApplicationFailure or a CancelledFailure
  return { code: cause?.type ?? 'none', message: cause?.message ?? '' };
}

/** Waits until a stage of a running run is in a state. */
export async function untilStage(handle: WorkflowHandle, name: string, state: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await new Promise((wake) => setTimeout(wake, 50))) {
    const progress = await handle.query<RunProgress>('progress');
    if (progress.stages.some((stage) => stage.name === name && stage.state === state)) return;
  }
  throw new Error(`stage "${name}" was not ${state} in time`);
}
