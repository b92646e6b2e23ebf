import { randomUUID } from 'node:crypto';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { LeatError } from '../core/errors.js';
import { answerUnreadable } from './answer-unreadable.js';
import { replyToError } from './mount-routes.js';
import type { ServerLimits } from './server-limits.js';

/** How often connections are looked at that are too slow. */
const LOOK_MS = 1_000;

/** What every answer says, unless its route knows better: nothing here is a page that may be framed or run anything. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Fastify as the server needs it: its limits, and what goes with every answer. */
export function createApp(log: Logger, limits: ServerLimits): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }), // /metrics counts them; a line for each would cost more than the inference
    childLoggerFactory: (logger) => logger, // so would a logger for each: the few lines that there are say the request's id themselves
    requestIdHeader: false, // what it says is checked first
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.idleTimeoutMs,
    http: { maxHeaderSize: limits.headBytes, headersTimeout: limits.headTimeoutMs, connectionsCheckingInterval: LOOK_MS },
    clientErrorHandler: answerUnreadable,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // refuseWhileStopping does, in our words
    // What is wrong before there is a route, such as "%ZZ" in a path.
    frameworkErrors: (error, request, reply) => {
      replyToError(error, request, reply.headers({ ...HEADERS, 'x-request-id': request.id }));
    },
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  });
  app.server.maxConnections = limits.connections;
  app.addHook('onRequest', (request, reply, done) => {
    request.headers['x-request-id'] = request.id; // for the routes: a run that one starts carries it on
    void reply.headers({ ...HEADERS, 'x-request-id': request.id });
    done(request.url.length > limits.urlBytes ? tooLong(request.url.length, limits.urlBytes) : undefined);
  });
  return app;
}

/** The caller's own id for a request, where it is fit for logs; else a new one. */
function requestIdOf(given: string | readonly string[] | undefined): string {
  return typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : randomUUID();
}

function tooLong(received: number, expected: number): LeatError {
  return new LeatError('URL_TOO_LONG', `address: expected at most ${String(expected)} bytes, got ${String(received)}`);
}
