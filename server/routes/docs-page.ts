import { describeRoutes } from '../describe-routes.js';
import { defineRoute, type Route } from '../define-route.js';
import { renderDocs } from '../docs/render-docs.js';

/** The page that shows the routes to people: one file, without scripts of others. */
export function docsPageOf(routes: readonly Route[]): Route {
  const body = renderDocs(describeRoutes(routes));
  return defineRoute({
    method: 'GET',
    path: '/docs',
    summary: 'The description of these routes, as a page',
    role: 'public',
    request: {},
    replies: { 200: 'the page' },
    problems: [],
    handle: () => ({
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      },
      body,
    }),
  });
}
