import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LeatError } from '../core/errors.js';
import type { AccessGate } from './access/access-gate.js';
import { guardRoute } from './access/guard-route.js';
import type { Route, RouteServices } from './define-route.js';
import { parseRequest } from './parse-request.js';
import { keepBodiesAsBytes, readBody } from './read-body.js';
import { sendBody } from './send-body.js';
import type { ServerLimits } from './server-limits.js';
import { toErrorReply, toLeatError } from './problems.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Makes Fastify answer the declared routes, and everything else with a problem. */
export function mountRoutes(
  app: FastifyInstance,
  routes: readonly Route[],
  { limits, gate, ...services }: RouteServices & { readonly limits: ServerLimits; readonly gate: AccessGate },
): void {
  keepBodiesAsBytes(app);
  app.setErrorHandler(replyToError);
  for (const route of routes) {
    const guard = guardRoute(route, { gate, metadata: services.metadata, log: app.log });
    app.route({
      method: route.method,
      url: route.path,
      onRequest: guard.admit,
      handler: async (request, reply) => {
        const content = await readBody(route, request, limits);
        const parsed = parseRequest(route, request, content);
        const { status, headers = {}, body } = await guard.within(parsed, () => route.handle(parsed, services));
        void reply.code(status).headers(headers);
        return sendBody(reply, body, request.headers['accept-encoding']);
      },
    });
  }
  refuseOtherMethods(app, routes);
  app.setNotFoundHandler(({ method, url }) => {
    throw new LeatError('ROUTE_UNKNOWN', `no route: ${method} ${pathOf(url)}`);
  });
}

/** Any error, in the words that its path promises. */
export function replyToError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toLeatError(thrown, request.id);
  const { status, headers, body } = toErrorReply(error, pathOf(request.url));
  if (status === 500) request.log.error({ requestId: request.id, err: thrown, code: error.code }, 'request failed');
  // Text, because Fastify would put its own JSON type in place of problem+json.
  return reply.code(status).headers(headers).send(JSON.stringify(body));
}

/** A path that exists answers another method with 405, before it reads a body. */
function refuseOtherMethods(app: FastifyInstance, routes: readonly Route[]): void {
  for (const url of new Set(routes.map(({ path }) => path))) {
    const allowed = routes.filter(({ path }) => path === url).map(({ method }) => method);
    app.route({
      method: METHODS.filter((method) => !allowed.some((one) => one === method)),
      url,
      onRequest: (request, reply, _done) => {
        void reply.header('allow', allowed.join(', '));
        throw new LeatError('METHOD_NOT_ALLOWED', `${request.method} ${url}: expected ${allowed.join(' or ')}`);
      },
      handler: () => undefined, // the hook has answered
    });
  }
}

function pathOf(url: string): string {
  return url.split('?')[0] ?? url;
}
