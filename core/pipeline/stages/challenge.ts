import { z } from 'zod';
import { metricName } from '../../metrics/metric-name.js';
import { aliasName, CHAMPION } from '../../model/model-reference.js';
import { defineStage } from '../define-stage.js';

/**
 * Lets a version through only if it is better than the champion on the same fresh rows, by the whole of the interval of their
 * difference (paired bootstrap). Where there is no champion, every version is.
 */
export const challenge = defineStage({
  name: 'challenge',
  version: 1,
  inputs: { version: 'version', rows: 'table' },
  outputs: { version: 'version' },
  params: z.strictObject({
    alias: aliasName.default(CHAMPION).describe('what it has to beat'),
    metric: metricName.optional().describe('accuracy or rmse when left out, by the task'),
    level: z.number().gt(0).lt(1).default(0.95).describe('of the interval'),
    resamples: z.int().min(100).default(1000),
  }),
  work: 'compute',
});
