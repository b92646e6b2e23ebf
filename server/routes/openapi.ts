import { z } from 'zod';
import { defineRoute, type Route } from '../define-route.js';
import { describeRoutes } from '../describe-routes.js';

/** The route that describes the others. */
export function openapiOf(routes: readonly Route[]): Route {
  const body = describeRoutes(routes);
  return defineRoute({
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'The description of these routes, as OpenAPI 3.1',
    role: 'public',
    request: {},
    replies: { 200: z.record(z.string(), z.unknown()) },
    problems: [],
    handle: () => ({ status: 200, body }),
  });
}
