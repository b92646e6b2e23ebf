import { z } from 'zod';
import { modelSummary } from '../../core/api/model.js';
import { defineRoute } from '../define-route.js';
import { tagged } from '../etag.js';

export const listModels = defineRoute({
  method: 'GET',
  path: '/api/v1/models',
  summary: 'Registered models',
  role: 'viewer',
  request: {},
  replies: { 200: z.object({ models: z.array(modelSummary) }), 304: 'nothing: the client has them' },
  problems: [],
  handle: async ({ headers }, { metadata }) => tagged({ models: await metadata.models() }, { headers }),
});
