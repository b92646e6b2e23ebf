import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { bindSession } from '../../core/model/bind-session.js';
import { feedsOf } from '../../core/model/feeds.js';
import { parseModelReference } from '../../core/model/model-reference.js';
import { readPredictions, type Predictions } from '../../core/model/predictions.js';
import type { ClassLabel, Signature } from '../../core/model/signature.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import { defineRoute } from '../define-route.js';
import type { LoadedModel } from '../models/served-model.js';

const classPrediction = z.object({
  label: z.union([z.string(), z.number(), z.boolean()]),
  probabilities: z.record(z.string(), z.number()),
});
const valuePrediction = z.object({ value: z.number() });
const clusterPrediction = z.object({ cluster: z.int(), distance: z.number().describe('to the centre of the cluster') });
const anomalyPrediction = z.object({ score: z.number().describe('above 0 and at most 1: the higher, the more unusual') });

export const predict = defineRoute({
  method: 'POST',
  path: '/api/v1/models/:model/predict',
  summary: 'Predict rows of named columns',
  role: 'viewer',
  request: {
    params: z.strictObject({ model: z.string() }),
    body: z.strictObject({
      rows: z.array(z.record(z.string(), z.unknown())).min(1).describe('a column that is absent or null is missing'),
    }),
  },
  replies: {
    200: z.object({
      predictions: z.array(z.union([classPrediction, valuePrediction, clusterPrediction, anomalyPrediction])),
      model: z.string().describe('name:version that predicted'),
    }),
  },
  problems: [
    'MODEL_UNKNOWN',
    'MODEL_NOT_READY',
    'MODEL_REFERENCE_INVALID',
    'MODEL_WITHOUT_COLUMNS',
    'SCHEMA_COLUMN_UNKNOWN',
    'SCHEMA_TYPE_MISMATCH',
    'SCHEMA_INTEGER_TOO_LARGE',
    'PREDICT_CATEGORY_UNKNOWN',
    'PREDICT_NOT_FINITE',
    'INFERENCE_FAILED',
    'INFERENCE_OVERLOADED',
    'INFERENCE_TIMED_OUT',
  ],

  handle: ({ params, body: { rows }, isAbandoned }, { models, metrics }) =>
    models.use(parseModelReference(params.model), async (model) => {
      requireColumns(model);
      const { signature } = model.card;
      const session = bindSession(
        { run: (feeds: Feeds, outputs?: readonly string[]) => model.session.run(feeds, { outputs, isAbandoned }) },
        signature,
      );
      const outputs = await session.run(feedsOf(signature, tableFromRows(rows, signature.inputs)));
      metrics.countPredictions(model, rows.length);
      const predictions = showPredictions(readPredictions(outputs, signature), signature);
      return { status: 200, body: { predictions, model: `${model.name}:${String(model.version)}` } };
    }),
});

type Feeds = ReturnType<typeof feedsOf>;

/** A foreign graph may take any tensors; rows of columns can only feed one that takes a column an input. */
function requireColumns({ name, session, card }: LoadedModel): void {
  if (card.signature.tensors !== undefined) return;
  const columns = new Set(card.signature.inputs.map((input) => input.name));
  const other = session.inputs.find((input) => !columns.has(input.name) || !['float64', 'string'].includes(input.type));
  if (other === undefined) return;
  throw new LeatError(
    'MODEL_WITHOUT_COLUMNS',
    `model "${name}": its graph takes tensor "${other.name}" (${other.type} [${other.shape.join(', ')}]), which no column stands for; use /v2/models/${name}/infer`,
  );
}

type ShownPrediction =
  | { label: ClassLabel; probabilities: Record<string, number> }
  | { value: number }
  | { cluster: number; distance: number }
  | { score: number };

function showPredictions(predictions: Predictions, { classes = [] }: Signature): ShownPrediction[] {
  switch (predictions.task) {
    case 'regression':
      return Array.from(predictions.values, (value) => ({ value }));
    case 'classification':
      return predictions.labels.map((label, row) => {
        const ofRow = predictions.probabilities.subarray(row * classes.length, (row + 1) * classes.length);
        return { label, probabilities: Object.fromEntries(classes.map((name, index) => [String(name), ofRow[index] ?? NaN])) };
      });
    case 'clustering': {
      const { cluster, clusters, distances } = predictions;
      return Array.from(cluster, (own, row) => ({ cluster: own, distance: distances[row * clusters + own] ?? NaN }));
    }
    case 'anomaly':
      return Array.from(predictions.scores, (score) => ({ score }));
  }
}
