import { z } from 'zod';
import { fullPredictionId } from '../../core/monitoring/logged-predictions.js';
import { defineRoute } from '../define-route.js';

/** Labels of one request, at most: more come in several. */
const MOST_LABELS = 10_000;

export const feedback = defineRoute({
  method: 'POST',
  path: '/api/v1/feedback',
  summary: 'Say what predictions should have been',
  role: 'operator',
  action: 'prediction.label',
  request: {
    body: z.strictObject({
      labels: z
        .array(
          z.strictObject({
            id: z.string().min(1).max(200).describe('of the prediction; ID:n for row n of a request of several rows'),
            label: z.union([z.string(), z.number(), z.boolean()]).describe('the class, or the value'),
          }),
        )
        .min(1)
        .max(MOST_LABELS),
    }),
  },
  replies: { 202: z.object({ labels: z.int().describe('how many were taken; the last word about a prediction counts') }) },
  problems: [],

  async handle({ body: { labels } }, { metadata }) {
    await metadata.saveLabels(labels.map(({ id, label }) => ({ prediction: fullPredictionId(id), label })));
    return { status: 202, body: { labels: labels.length } };
  },
});
