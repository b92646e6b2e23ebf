import { z } from 'zod';
import { defineRoute } from '../define-route.js';

/** Liveness: the process answers. */
export const healthz = defineRoute({
  method: 'GET',
  path: '/healthz',
  summary: 'Whether the process is alive',
  role: 'public',
  request: {},
  replies: { 200: z.object({ status: z.literal('ok') }) },
  problems: [],
  handle: () => ({ status: 200, body: { status: 'ok' } }),
});

/** Readiness: what was deployed when the server started is loaded. */
export const readyz = defineRoute({
  method: 'GET',
  path: '/readyz',
  summary: 'Whether requests are taken',
  role: 'public',
  request: {},
  replies: { 200: z.object({ status: z.literal('ready') }), 503: z.object({ status: z.literal('starting') }) },
  problems: [],
  handle: (_request, { models }) =>
    models.ready ? { status: 200, body: { status: 'ready' } } : { status: 503, body: { status: 'starting' } },
});

export const metrics = defineRoute({
  method: 'GET',
  path: '/metrics',
  summary: 'Figures for Prometheus',
  role: 'viewer',
  request: {},
  replies: { 200: 'text of the Prometheus exposition format' },
  problems: [],
  handle: (_request, { metrics }) => ({ status: 200, headers: { 'content-type': 'text/plain; version=0.0.4' }, body: metrics.expose() }),
});
