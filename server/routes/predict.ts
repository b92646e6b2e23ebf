import { z } from 'zod';
import { bindSession } from '../../core/model/bind-session.js';
import { feedsOf } from '../../core/model/feeds.js';
import { parseModelReference } from '../../core/model/model-reference.js';
import { readPredictions, type Predictions } from '../../core/model/predictions.js';
import type { ClassLabel, Signature } from '../../core/model/signature.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import type { Table } from '../../core/table/table.js';
import { defineRoute } from '../define-route.js';
import { cannotExplain } from '../models/cannot-explain.js';
import { requireColumns } from '../models/require-columns.js';
import type { LoadedModel } from '../models/served-model.js';
import { keyOf } from '../traffic/key-of.js';

const explanation = z.object({
  output: z.union([z.string(), z.number(), z.boolean()]).describe('the class that is explained, or the target'),
  base: z.number().describe('what the model says where nothing is known'),
  margin: z.number().describe('base and contributions summed: the value itself, or what the link makes the probability of'),
  contributions: z.record(z.string(), z.number()).describe('by column'),
});
const explanations = z.array(explanation).optional().describe('where asked for by ?explain=true');

const classPrediction = z.object({
  label: z.union([z.string(), z.number(), z.boolean()]),
  probabilities: z.record(z.string(), z.number()),
  explanations,
});
const valuePrediction = z.object({ value: z.number(), explanations });
const clusterPrediction = z.object({ cluster: z.int(), distance: z.number().describe('to the centre of the cluster') });
const anomalyPrediction = z.object({
  score: z.number().describe('above 0 and at most 1: the higher, the more unusual'),
  label: z.int().optional().describe('-1 for an anomaly, else 1; of a model with a contamination'),
});

export const predict = defineRoute({
  method: 'POST',
  path: '/api/v1/models/:model/predict',
  summary: 'Predict rows of named columns',
  role: 'viewer',
  request: {
    params: z.strictObject({ model: z.string() }),
    query: z.strictObject({
      explain: z
        .enum(['true', 'false'])
        .default('false')
        .transform((text) => text === 'true')
        .describe('true: what each column adds to the prediction'),
    }),
    body: z.strictObject({
      rows: z.array(z.record(z.string(), z.unknown())).min(1).describe('a column that is absent or null is missing'),
      key: z.string().optional().describe('equal keys are answered by the same version while one is released; also header leat-key'),
    }),
  },
  replies: {
    200: z.object({
      predictions: z.array(z.union([classPrediction, valuePrediction, clusterPrediction, anomalyPrediction])),
      model: z.string().describe('name:version that predicted'),
      id: z.string().describe('of the prediction: labels are given for it; of row n, from 0, it is ID:n'),
    }),
  },
  problems: [
    'MODEL_UNKNOWN',
    'MODEL_NOT_READY',
    'MODEL_REFERENCE_INVALID',
    'MODEL_WITHOUT_COLUMNS',
    'EXPLANATION_UNAVAILABLE',
    'SCHEMA_COLUMN_UNKNOWN',
    'SCHEMA_TYPE_MISMATCH',
    'SCHEMA_INTEGER_TOO_LARGE',
    'PREDICT_CATEGORY_UNKNOWN',
    'PREDICT_NOT_FINITE',
    'INFERENCE_FAILED',
    'INFERENCE_OVERLOADED',
    'INFERENCE_TIMED_OUT',
  ],

  handle: ({ params, query, headers, body: { rows, key }, isAbandoned }, { traffic, metrics }) =>
    traffic.answer({ reference: parseModelReference(params.model), key: () => key ?? keyOf(headers) }, async (model, id) => {
      requireColumns(model);
      const { signature } = model.card;
      const session = bindSession(
        { run: (feeds: Feeds, outputs?: readonly string[]) => model.session.run(feeds, { outputs, isAbandoned }) },
        signature,
      );
      const table = tableFromRows(rows, signature.inputs);
      const explanations = query.explain ? await explain(model, table) : undefined;
      const said = readPredictions(await session.run(feedsOf(signature, table)), signature);
      metrics.countPredictions(model, rows.length);
      const shown = showPredictions(said, signature);
      const predictions = shown.map((one, row) => ({ ...one, ...(explanations && { explanations: explanations[row] }) }));
      const body = { predictions, model: `${model.name}:${String(model.version)}`, id };
      return { reply: { status: 200, body }, rows: rows.length, predictions: () => said, inputs: () => table };
    }),
});

type Feeds = ReturnType<typeof feedsOf>;

/** @throws LeatError `EXPLANATION_UNAVAILABLE` */
async function explain(model: LoadedModel, rows: Table): Promise<z.output<typeof explanation>[][]> {
  const { card, name, session } = model;
  const explainer = await model.explainer();
  if (explainer === null) throw cannotExplain(name, card.trainer?.name);
  const { classes = [], target = '' } = card.signature;
  // Of two classes one margin says all: the second one's.
  const outputOf = (output: number, outputs: number): ClassLabel => classes[outputs === 1 ? 1 : output] ?? target;
  return (await session.explain(explainer, rows)).map((ofRow) =>
    ofRow.map(({ output, ...rest }) => ({ output: outputOf(output, ofRow.length), ...rest })),
  );
}

type ShownPrediction =
  | { label: ClassLabel; probabilities: Record<string, number> }
  | { value: number }
  | { cluster: number; distance: number }
  | { score: number; label?: number };

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
    case 'anomaly': {
      const { scores, labels } = predictions;
      return Array.from(scores, (score, row) => ({ score, ...(labels !== null && { label: labels[row] ?? NaN }) }));
    }
  }
}
