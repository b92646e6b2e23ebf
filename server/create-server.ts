import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isLoopback } from '../core/access/is-loopback.js';
import type { LeatClient } from '../client/connect.js';
import { LeatError } from '../core/errors.js';
import type { InferencePool } from '../inference/inference-pool.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import { AccessGate, type AccessMode } from './access/access-gate.js';
import { isActive, KeyRing } from './access/key-ring.js';
import { createApp } from './create-app.js';
import { listen } from './listen.js';
import { ServerMetrics } from './metrics/server-metrics.js';
import { ModelWatch } from './models/model-watch.js';
import { mountRoutes } from './mount-routes.js';
import { routes } from './routes/routes.js';
import { openTraffic } from './traffic/open-traffic.js';
import { noPredictionLog, type PredictionLogSettings } from './traffic/prediction-log.js';
import { completeLimits, type GivenLimits } from './server-limits.js';

export interface ServerOptions {
  readonly metadata: MetadataStore;
  readonly artifacts: ArtifactStore;
  readonly pool: InferencePool;
  readonly client: LeatClient;
  readonly log: Logger;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Answer everyone, also when other machines reach the server. */
  readonly insecure?: boolean;
  /** Ask for a key also where only this machine reaches the server: for one that stands behind a proxy. */
  readonly requireKeys?: boolean;
  readonly limits?: GivenLimits;
  /** Between two looks at the aliases of the registry. */
  readonly pollMs?: number;
  /** Between two writes of what versions do. */
  readonly recordMs?: number;
  readonly predictionLog?: Partial<PredictionLogSettings>;
  /** How long requests under way may take once the server stops. */
  readonly drainMs?: number;
}

export interface Server {
  /**
   * Listens, then loads what is deployed: /readyz says when that is done.
   *
   * @throws LeatError `PORT_IN_USE`, `ADDRESS_UNUSABLE` or `SERVER_UNPROTECTED`.
   */
  start(): Promise<{ readonly url: string; readonly asksForKeys: boolean }>;
  /** Refuses new requests, answers those it has, unloads the models. The stores and the pool are the caller's. */
  stop(): Promise<void>;
}

/** What an orchestrator grants a container to stop is 10 s in most of them. */
const DRAIN_MS = 8_000;

/** The HTTP face: predictions, registry, runs, artifacts. */
export function createServer({
  metadata,
  artifacts,
  pool,
  client,
  log,
  host,
  port,
  insecure = false,
  requireKeys = false,
  pollMs = 500,
  recordMs = 5_000,
  predictionLog = {},
  limits: given = {},
  drainMs = DRAIN_MS,
}: ServerOptions): Server {
  const limits = completeLimits(given);
  const metrics = new ServerMetrics();
  const models = new ModelWatch({ metadata, artifacts, pool, log, pollMs });
  const settings = { ...noPredictionLog, ...predictionLog };
  const { traffic, ...flow } = openTraffic({ metadata, artifacts, pool, models, metrics, log, pollMs, recordMs, predictionLog: settings });
  const app = createApp(log, limits);
  const stopping = new AbortController();
  countRequests(app, metrics, log);
  refuseWhileStopping(app, stopping);
  const mode = insecure ? 'open' : requireKeys || !isLoopback(host) ? 'keys' : 'local';
  const gate = new AccessGate({ mode, keys: new KeyRing({ metadata, log }), limits });
  mountRoutes(app, routes, { artifacts, metadata, models, metrics, traffic, client, stopping: stopping.signal, limits, gate });
  return {
    async start() {
      await requireProtection(mode, { host, metadata });
      const url = await listen(app, { host, port });
      void models.start(); // it reports its own failures; readiness waits for it
      void flow.start(); // likewise
      return { url, asksForKeys: mode === 'keys' };
    },
    async stop() {
      await drain(app, drainMs);
      await flow.stop();
      await models.stop();
      metrics.close();
    },
  };
}

/** A server that asks for keys, of which there are none, is one that somebody forgot to finish. */
async function requireProtection(mode: AccessMode, { host, metadata }: Pick<ServerOptions, 'host' | 'metadata'>): Promise<void> {
  if (mode !== 'keys' || (await metadata.keys()).some(isActive)) return;
  const mend = 'make one with "leat keys create NAME --role admin", or say --insecure to answer everyone';
  throw new LeatError('SERVER_UNPROTECTED', `server: expected a key before it listens on ${host}, got none; ${mend}`, {
    details: { host },
  });
}

function countRequests(app: FastifyInstance, metrics: ServerMetrics, log: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'; // the pattern: a path would make a series of each model
    metrics.countRequest({ route, method: request.method, status: reply.statusCode, seconds: reply.elapsedTime / 1e3 });
    logAccess(log, { route, request, reply });
    done();
  });
}

/** Who asked for what. Of predictions and probes, which are many, only on demand: a line costs more than they do. */
function logAccess(log: Logger, { route, request, reply }: { route: string; request: FastifyRequest; reply: FastifyReply }): void {
  const isManagement = (route.startsWith('/api/v1/') && !route.endsWith('/predict')) || route === '/events';
  const level = isManagement ? 'info' : 'debug';
  if (!log.isLevelEnabled(level)) return;
  const { id: requestId, method, url, ip, caller } = request;
  const path = url.split('?')[0]; // not its query: people put secrets there
  const [status, ms] = [reply.statusCode, Math.round(reply.elapsedTime)];
  log[level]({ requestId, method, path, status, ms, ip, actor: callerNamed(caller) }, 'request');
}

/** A request that was refused before it was known who asks has none. */
function callerNamed(caller: FastifyRequest['caller'] | undefined): string | undefined {
  return caller?.actor;
}

/** For requests that come over a connection that was open already. */
function refuseWhileStopping(app: FastifyInstance, stopping: AbortController): void {
  app.addHook('preClose', (done) => {
    stopping.abort();
    done();
  });
  app.addHook('onRequest', (_request, reply, done) => {
    if (!stopping.signal.aborted) {
      done();
      return;
    }
    void reply.header('connection', 'close');
    done(new LeatError('SERVER_STOPPING', 'the server is shutting down'));
  });
}

/** Refuses new requests and answers those under way; whoever is not done by the deadline is cut off. */
async function drain(app: FastifyInstance, deadlineMs: number): Promise<void> {
  const { server } = app;
  // A connection that was busy when the server began to close would else be kept alive after its answer.
  const closing = setInterval(() => {
    server.closeIdleConnections();
  }, 20);
  const deadline = setTimeout(() => {
    server.closeAllConnections();
  }, deadlineMs);
  await app.close();
  clearInterval(closing);
  clearTimeout(deadline);
}
