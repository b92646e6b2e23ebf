import { createRequire } from 'node:module';
import { z } from 'zod';
import { defineRoute } from '../define-route.js';

const { version } = createRequire(import.meta.url)('leat/package.json') as { version: string }; // our own

/** Facts about the server. */
export const describeServer = defineRoute({
  method: 'GET',
  path: '/v2',
  summary: 'What this inference server is',
  role: 'public',
  request: {},
  replies: { 200: z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) }) },
  problems: [],
  handle: () => ({ status: 200, body: { name: 'leat', version, extensions: ['model_repository', 'binary_tensor_data'] } }),
});

export const serverLive = defineRoute({
  method: 'GET',
  path: '/v2/health/live',
  summary: 'Whether the inference server is alive',
  role: 'public',
  request: {},
  replies: { 200: z.object({ live: z.literal(true) }) },
  problems: [],
  handle: () => ({ status: 200, body: { live: true } }),
});

export const serverReady = defineRoute({
  method: 'GET',
  path: '/v2/health/ready',
  summary: 'Whether what was deployed at the start is ready for inference',
  role: 'public',
  request: {},
  replies: { 200: z.object({ ready: z.literal(true) }), 503: z.object({ ready: z.literal(false) }) },
  problems: [],
  handle: (_request, { models }) => ({ status: models.ready ? 200 : 503, body: { ready: models.ready } }),
});
