import { z } from 'zod';
import { metricName } from '../../metrics/metric-name.js';
import { trainerChoice } from '../../trainers/trainer-choice.js';
import { defineStage } from '../define-stage.js';
import { versionsOf } from '../versions.js';

/** One trial of `tune`: a trainer choice, trained and scored on prepared folds. Equal ones are adopted, from any run. */
export const trial = defineStage({
  name: 'trial',
  version: 1,
  inputs: { folds: 'report' },
  outputs: { result: 'report' },
  params: z.strictObject({
    trainer: trainerChoice,
    metric: metricName,
    resource: z.number().nullable().describe('how much it gets of what trials get more or less of'),
    rows: z.number().gt(0).max(1).describe('share of the training rows'),
    fold: z.int().nonnegative().optional().describe('the only one of the folds to be scored on'),
    keepPredictions: z.boolean().describe('of the held-out rows, for an ensemble'),
  }),
  versions: ({ trainer }) => versionsOf({ trainers: [trainer] }),
  work: 'compute',
});
