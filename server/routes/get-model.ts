import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { modelName } from '../../core/model/model-reference.js';
import { defineRoute } from '../define-route.js';

const versionRecord = z.object({
  model: z.string(),
  version: z.int(),
  artifact: z.string(),
  evaluation: z.string().nullable(),
  runId: z.string().nullable(),
  createdAt: z.iso.datetime(),
  aliases: z.array(z.string()),
});

const deploymentRecord = z.object({
  model: z.string(),
  alias: z.string(),
  version: z.int(),
  deployedAt: z.iso.datetime(),
  runId: z.string().nullable(),
  reason: z.string(),
});

export const getModel = defineRoute({
  method: 'GET',
  path: '/api/v1/models/:model',
  summary: 'Versions and deployments of a model',
  role: 'viewer',
  request: { params: z.strictObject({ model: modelName }) },
  replies: { 200: z.object({ name: z.string(), versions: z.array(versionRecord), deployments: z.array(deploymentRecord) }) },
  problems: ['MODEL_UNKNOWN'],

  async handle({ params: { model } }, { metadata }) {
    const [versions, deployments] = await Promise.all([metadata.versions(model), metadata.deployments(model)]);
    if (versions.length === 0) throw new LeatError('MODEL_UNKNOWN', `no model is named "${model}"`, { details: { model } });
    return { status: 200, body: { name: model, versions, deployments } };
  },
});
