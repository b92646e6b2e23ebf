import { z } from 'zod';
import { defineRoute } from '../define-route.js';

export const listModels = defineRoute({
  method: 'GET',
  path: '/api/v1/models',
  summary: 'Registered models',
  role: 'viewer',
  request: {},
  replies: {
    200: z.object({ models: z.array(z.object({ name: z.string(), versions: z.int(), aliases: z.record(z.string(), z.int()) })) }),
  },
  problems: [],
  handle: async (_request, { metadata }) => ({ status: 200, body: { models: await metadata.models() } }),
});
