import { randomUUID } from 'node:crypto';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { LeatError, messageOf } from '../core/errors.js';
import type { InferencePool } from '../inference/inference-pool.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import { ServerMetrics } from './metrics/server-metrics.js';
import { ModelWatch } from './models/model-watch.js';
import { mountRoutes, replyToError } from './mount-routes.js';
import { routes } from './routes/routes.js';

export interface ServerOptions {
  readonly metadata: MetadataStore;
  readonly artifacts: ArtifactStore;
  readonly pool: InferencePool;
  readonly log: Logger;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Between two looks at the aliases of the registry. */
  readonly pollMs?: number;
  /** Largest body of a request. */
  readonly maxBodyBytes?: number;
  /** How long requests under way may take once the server stops. */
  readonly drainMs?: number;
}

export interface Server {
  /**
   * Listens, then loads what is deployed: /readyz says when that is done.
   *
   * @throws LeatError `PORT_IN_USE` or `ADDRESS_UNUSABLE`.
   */
  start(): Promise<{ readonly url: string }>;
  /** Refuses new requests, answers those it has, unloads the models. The stores and the pool are the caller's. */
  stop(): Promise<void>;
}

/** Parsing happens on the event loop: a larger body would hold up everyone else for too long. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** What an orchestrator grants a container to stop is 10 s in most of them. */
const DRAIN_MS = 8_000;

/** The HTTP face: predictions, registry, runs, artifacts. */
export function createServer({
  metadata,
  artifacts,
  pool,
  log,
  host,
  port,
  pollMs = 500,
  maxBodyBytes = MAX_BODY_BYTES,
  drainMs = DRAIN_MS,
}: ServerOptions): Server {
  const metrics = new ServerMetrics();
  const models = new ModelWatch({ metadata, artifacts, pool, log, pollMs });
  const app = createApp(log, maxBodyBytes);
  countRequests(app, metrics);
  refuseWhileStopping(app);
  mountRoutes(app, routes, { artifacts, metadata, models, metrics, maxBodyBytes });
  return {
    async start() {
      const url = await listen(app, { host, port });
      void models.start(); // it reports its own failures; readiness waits for it
      return { url };
    },
    async stop() {
      await drain(app, drainMs);
      await models.stop();
      metrics.close();
    },
  };
}

function createApp(log: Logger, bodyLimit: number): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }), // /metrics counts them; a line for each would cost more than the inference
    requestIdHeader: false, // what it says is checked first
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    bodyLimit,
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // refuseWhileStopping does, in our words
    // What is wrong before there is a route, such as "%ZZ" in a path.
    frameworkErrors: (error, request, reply) => {
      replyToError(error, request, reply.header('x-request-id', request.id));
    },
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  });
  app.addHook('onRequest', (request, reply, done) => {
    request.headers['x-request-id'] = request.id; // for the routes: a run that one starts carries it on
    void reply.header('x-request-id', request.id);
    done();
  });
  return app;
}

/** The caller's own id for a request, where it is fit for logs; else a new one. */
function requestIdOf(given: string | readonly string[] | undefined): string {
  return typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : randomUUID();
}

function countRequests(app: FastifyInstance, metrics: ServerMetrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'; // the pattern: a path would make a series of each model
    metrics.countRequest({ route, method: request.method, status: reply.statusCode, seconds: reply.elapsedTime / 1e3 });
    done();
  });
}

/** For requests that come over a connection that was open already. */
function refuseWhileStopping(app: FastifyInstance): void {
  let stopping = false;
  app.addHook('preClose', (done) => {
    stopping = true;
    done();
  });
  app.addHook('onRequest', (_request, reply, done) => {
    if (!stopping) {
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

async function listen(app: FastifyInstance, { host, port }: { host: string; port: number }): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const address = `${host}:${String(port)}`;
    if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
      const message = `server: port ${String(port)} on ${host} is in use: stop what listens there, or choose another with LEAT_PORT`;
      throw new LeatError('PORT_IN_USE', message, { cause, details: { host, port } });
    }
    throw new LeatError('ADDRESS_UNUSABLE', `server: cannot listen on ${address}: ${messageOf(cause)}`, { cause, details: { host, port } });
  }
}
