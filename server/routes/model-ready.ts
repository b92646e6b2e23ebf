import { z } from 'zod';
import { defineRoute } from '../define-route.js';
import { modelVersionPath, onModelPaths, referenceOf } from './model-path.js';

export const modelReadyRoutes = onModelPaths('/ready', (path) =>
  defineRoute({
    method: 'GET',
    path,
    summary: 'Whether a model is ready for inference',
    role: 'viewer',
    request: { params: modelVersionPath },
    replies: { 200: z.object({ name: z.string(), ready: z.literal(true) }) },
    problems: ['MODEL_UNKNOWN', 'MODEL_NOT_READY', 'MODEL_REFERENCE_INVALID'],
    handle: ({ params }, { models }) => models.use(referenceOf(params), ({ name }) => ({ status: 200, body: { name, ready: true } })),
  }),
);
