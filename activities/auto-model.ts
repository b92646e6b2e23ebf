import { autoModel, searchFound } from '../core/pipeline/stages/auto-model.js';
import { candidateOfTrials } from './candidate-of-trials.js';
import { defineActivity } from './define-activity.js';
import { readChosenStudy } from './chosen-study.js';

/** Makes the candidate of the trials, as tune does, by what was found out about the rows. */
export const autoModelActivity = defineActivity(autoModel, {
  async run(_inputs, params, context, services) {
    const { run } = services;
    const study = await readChosenStudy({ runId: run.id, stage: run.stage }, services);
    return { candidate: await candidateOfTrials(searchFound(params, study), context, services) };
  },
});
