import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { openChannels } from '../alerts/open-channels.js';
import { collectSoon } from '../config/collect-soon.js';
import type { Config } from '../config/config.js';
import { secretsFrom } from '../config/environment.js';
import { LeatError, messageOf } from '../core/errors.js';
import { SecretBox } from '../stores/secret-box.js';
import { createActivities, type WorkerActivities } from './activities.js';
import type { AlertParts } from './alert-parts.js';
import { ComputePool } from './compute-pool.js';
import { createLog, type Log } from './log.js';
import { LogTail } from './log-tail.js';
import { PipelineCatalogue } from './pipeline-catalogue.js';
import { registerSearchAttributes } from './register-search-attributes.js';
import { takeTemporalLog } from './temporal-log.js';
import { threadSettings } from './thread-services.js';
import { serveMetrics } from './serve-metrics.js';
import { startTracing } from './tracing/start-tracing.js';
import { WebhookOutbox } from './webhook-outbox.js';
import { WorkerMetrics } from './worker-metrics.js';

export interface LeatWorker {
  /** Where its metrics are, if anywhere. */
  readonly metricsUrl: string | null;
  /** Works until stop is called; rejects when the worker fails. */
  run(): Promise<void>;
  /** Takes nothing new, lets what runs finish within the grace time, and leaves the rest to other workers. */
  stop(): Promise<void>;
}

const HEARTBEAT_EVERY_MS = 400;

/** Other parts than a worker has by itself. */
export interface WorkerOverrides {
  /** File of the bundled workflows: a run may go on with those of another version. */
  readonly workflowBundle?: string;
  /** Around its own activities. */
  readonly activities?: (own: WorkerActivities) => WorkerActivities;
}

/**
 * Half of the space for new objects, in MB, of each thread that is started from here on. V8's own 16 cost
 * a worker of two compute threads and a workflow thread 50 MB more, and no stage was faster for it.
 */
const THREAD_SEMI_SPACE_MB = 8;

/**
 * Connects and prepares a worker.
 *
 * @throws LeatError `TEMPORAL_UNREACHABLE`, `SEARCH_ATTRIBUTES_MISSING`
 */
export async function createWorker(
  config: Config,
  // Built ahead: bundling takes a second or two.
  { workflowBundle = createRequire(import.meta.url).resolve('leat/workflow-bundle'), activities = (own) => own }: WorkerOverrides = {},
): Promise<LeatWorker> {
  const log = createLog(config.log);
  takeTemporalLog(log);
  setFlagsFromString(`--max-semi-space-size=${String(THREAD_SEMI_SPACE_MB)}`);
  collectSoon();
  await startTracing(); // refuses what it cannot send
  const alerts = openAlerts(config, log);
  const pool = new ComputePool(config.compute.threads, threadSettings(config));
  const connection = await connect(config, log).catch(async (error: unknown) => {
    await pool.close();
    throw error;
  });
  const metrics = new WorkerMetrics(pool);
  const release = async (): Promise<void> => {
    metrics.close();
    await pool.close();
    await alerts.logTail.close();
    await alerts.webhooks.close();
    await connection.close();
    await (await startTracing())?.stop().catch(() => undefined); // a collector that is away keeps nobody from leaving
  };
  const served = await (config.metrics === null
    ? null
    : serveMetrics(metrics, config.metrics).catch(async (error: unknown) => {
        await release();
        throw error;
      }));
  const catalogue = new PipelineCatalogue(config);
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    dataConverter: config.temporal.dataConverter,
    taskQueue: config.taskQueue,
    workflowBundle: { codePath: workflowBundle },
    activities: activities(createActivities({ pool, metrics, catalogue, alerts })),
    ...limitsOf(config.compute),
  });
  let running: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    served?.close();
    await release();
  };
  return {
    metricsUrl: served?.url ?? null,
    run() {
      running = worker.run().finally(close);
      void announce(catalogue, { pool, log, taskQueue: config.taskQueue });
      return running;
    },
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await pool.handOverWaiting();
      await (running ?? close());
    },
  };
}

function openAlerts(config: Config, log: Log): AlertParts {
  return {
    settings: config.alerts,
    channels: openChannels(config.alerts, { secret: secretsFrom(process.env), network: config.network }),
    taskQueue: config.taskQueue,
    serverUrl: config.server.url,
    logTail: new LogTail(config.stores.metadata),
    webhooks: new WebhookOutbox(config.stores.metadata, { network: config.network, box: new SecretBox(config.sealing) }),
    log,
  };
}

/** Beside the work: a file that cannot be read is told of to whoever runs its pipeline. */
async function announce(
  catalogue: PipelineCatalogue,
  { pool, log, taskQueue }: { pool: ComputePool; log: Log; taskQueue: string },
): Promise<void> {
  try {
    await pool.run('announcePipelines', { taskQueue, sources: await catalogue.sources() });
  } catch (error) {
    log.warn({ error: messageOf(error) }, 'the pipelines could not be told to the metadata store');
  }
}

function limitsOf({ threads, shutdownGraceMs }: Config['compute']): Partial<WorkerOptions> {
  return {
    // Some wait for a thread, so that a thread never waits for the network.
    maxConcurrentActivityTaskExecutions: threads * 4,
    // After the death of a worker its workflows wait this long for it before another one takes them.
    stickyQueueScheduleToStartTimeout: '2s',
    // A cancellation comes with the answer to a heartbeat, so this is how late it is at most.
    maxHeartbeatThrottleInterval: HEARTBEAT_EVERY_MS,
    defaultHeartbeatThrottleInterval: HEARTBEAT_EVERY_MS,
    shutdownGraceTime: shutdownGraceMs,
  };
}

async function connect({ temporal }: Config, log: Log): Promise<NativeConnection> {
  const connection = await NativeConnection.connect(temporal.connection).catch((cause: unknown) => {
    const message = `no Temporal server answers at ${temporal.address}: ${messageOf(cause)}; start one with "leat up", or set TEMPORAL_ADDRESS`;
    throw new LeatError('TEMPORAL_UNREACHABLE', message, { cause });
  });
  await registerSearchAttributes(connection, { temporal, log }).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  return connection;
}
