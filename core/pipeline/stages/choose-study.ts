import { z } from 'zod';
import { metricName } from '../../metrics/metric-name.js';
import { defineStage } from '../define-stage.js';

/** Of `autoModel`: finds out from the training rows what is to be searched. */
export const chooseStudyStage = defineStage({
  name: 'chooseStudy',
  version: 1,
  inputs: { train: 'table' },
  outputs: { study: 'report' },
  params: z.strictObject({
    target: z.string(),
    leaveOut: z.array(z.string()),
    task: z.enum(['classification', 'regression']).optional(),
    metric: metricName.optional(),
    sampleRows: z.int().positive(),
  }),
  work: 'compute',
});
