import { z } from 'zod';
import { modelDetails } from '../../core/api/model.js';
import { modelName } from '../../core/model/model-reference.js';
import { defineRoute } from '../define-route.js';
import { tagged } from '../etag.js';
import { readModel } from './model-state.js';

export const getModel = defineRoute({
  method: 'GET',
  path: '/api/v1/models/:model',
  summary: 'Versions and deployments of a model',
  role: 'viewer',
  request: { params: z.strictObject({ model: modelName }) },
  replies: { 200: modelDetails, 304: 'nothing: the client has it' },
  problems: ['MODEL_UNKNOWN'],

  handle: async ({ params: { model }, headers }, { metadata }) => tagged(await readModel(model, metadata), { headers }),
});
