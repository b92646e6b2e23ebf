import { z } from 'zod';
import { parseModelReference } from '../../core/model/model-reference.js';
import { rowsSchema } from '../../core/model/rows-schema.js';
import { defineRoute } from '../define-route.js';
import { requireColumns } from '../models/require-columns.js';

export const getModelSchema = defineRoute({
  method: 'GET',
  path: '/api/v1/models/:model/schema',
  summary: 'JSON Schema of what a model predicts from',
  role: 'viewer',
  request: { params: z.strictObject({ model: z.string() }) },
  replies: { 200: z.record(z.string(), z.unknown()).describe('of the body of a request to predict') },
  problems: ['MODEL_UNKNOWN', 'MODEL_NOT_READY', 'MODEL_REFERENCE_INVALID', 'MODEL_WITHOUT_COLUMNS'],

  handle: ({ params }, { models }) =>
    models.use(parseModelReference(params.model), (model) => {
      requireColumns(model);
      const schema = rowsSchema(model.card.signature, `Rows of ${model.name}:${String(model.version)}`);
      return { status: 200, body: schema };
    }),
});
