import { tune } from '../core/pipeline/stages/tune.js';
import { candidateOfTrials } from './candidate-of-trials.js';
import { defineActivity } from './define-activity.js';

/** Makes the candidate of the trials; they have run by then (worker/study.ts). */
export const tuneActivity = defineActivity(tune, {
  run: async (_inputs, params, context, services) => ({ candidate: await candidateOfTrials(params, context, services) }),
});
