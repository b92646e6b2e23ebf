import { z } from 'zod';
import { metricName } from '../../metrics/metric-name.js';
import { aliasName, CHAMPION, modelName } from '../../model/model-reference.js';
import { monitorLimits, retrainPolicy } from '../../monitoring/monitor-limits.js';
import { dataInterval } from '../../schedule/data-interval.js';
import { defineStage } from '../define-stage.js';

/**
 * Looks at one window of what a served model was asked and said (the prediction log has to be on): drift, quality of the
 * data, performance, latency and errors. Keeps what it finds for the time lines of its page.
 */
export const watchModel = defineStage({
  name: 'watchModel',
  version: 1,
  inputs: { labels: 'table?' },
  outputs: { report: 'report' },
  params: z.strictObject({
    model: modelName,
    alias: aliasName.default(CHAMPION),
    window: dataInterval(),
    limits: monitorLimits.prefault({}),
    metrics: z.array(metricName).optional().describe('on labels; accuracy or rmse when left out, by the task'),
    slices: z.array(z.string()).default([]).describe('columns by whose values the metrics are told too'),
    together: z.boolean().default(true).describe('train a model to tell recent rows from those of the training'),
    labelDelay: z
      .int()
      .nonnegative()
      .default(0)
      .describe('milliseconds that labels take to come: metrics are of the rows that were served so much earlier than the window'),
    idColumn: z.string().default('id').describe('of the input `labels`: the id of the prediction'),
    labelColumn: z.string().default('label').describe('of the input `labels`'),
    retrain: retrainPolicy.nullable().default(null).describe('when onDegraded of the pipeline is done'),
  }),
  work: 'compute',
});
