import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { defineRoute } from '../define-route.js';

/** Facts about the server. */
export const inferenceServer = defineRoute({
  method: 'GET',
  path: '/v2',
  summary: 'What this inference server is',
  request: {},
  replies: { 200: z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) }) },
  problems: [],
  handle: () => ({ status: 200, body: { name: 'leat', version, extensions: ['model_repository'] } }),
});

export const inferenceLive = defineRoute({
  method: 'GET',
  path: '/v2/health/live',
  summary: 'Whether the inference server is alive',
  request: {},
  replies: { 200: z.object({ live: z.literal(true) }) },
  problems: [],
  handle: () => ({ status: 200, body: { live: true } }),
});

export const inferenceReady = defineRoute({
  method: 'GET',
  path: '/v2/health/ready',
  summary: 'Whether all deployed models are ready for inference',
  request: {},
  replies: { 200: z.object({ ready: z.literal(true) }), 503: z.object({ ready: z.literal(false) }) },
  problems: [],
  handle: (_request, { models }) => ({ status: models.ready ? 200 : 503, body: { ready: models.ready } }),
});
