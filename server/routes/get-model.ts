import { z } from 'zod';
import { modelDetails } from '../../core/api/model.js';
import { LeatError } from '../../core/errors.js';
import { modelName } from '../../core/model/model-reference.js';
import { defineRoute } from '../define-route.js';
import { tagged } from '../etag.js';

export const getModel = defineRoute({
  method: 'GET',
  path: '/api/v1/models/:model',
  summary: 'Versions and deployments of a model',
  role: 'viewer',
  request: { params: z.strictObject({ model: modelName }) },
  replies: { 200: modelDetails, 304: 'nothing: the client has it' },
  problems: ['MODEL_UNKNOWN'],

  async handle({ params: { model }, headers }, { metadata }) {
    const [versions, deployments] = await Promise.all([metadata.versions(model), metadata.deployments(model)]);
    if (versions.length === 0) throw new LeatError('MODEL_UNKNOWN', `no model is named "${model}"`, { details: { model } });
    return tagged({ name: model, versions, deployments }, { headers });
  },
});
