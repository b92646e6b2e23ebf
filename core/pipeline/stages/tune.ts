import { z } from 'zod';
import { metricName } from '../../metrics/metric-name.js';
import { trainerSearch } from '../../trainers/trainer-choice.js';
import { trainerOf } from '../../trainers/trainers.js';
import { recipeSchema } from '../../transforms/recipe-schema.js';
import { searchSpaceOf } from '../../tuning/search-space.js';
import { defineStage } from '../define-stage.js';
import { versionsOf } from '../versions.js';
import { studyExecution, studyParams, studySettings } from './study-params.js';

/**
 * Searches the hyperparameters of some trainers by cross-validation. Trials run side by side, each recorded as it ends;
 * a lost worker costs those in flight.
 */
export const tune = defineStage({
  name: 'tune',
  version: 1,
  inputs: { train: 'table' },
  outputs: { candidate: 'candidate' },
  params: z
    .strictObject({
      recipe: recipeSchema.describe('fitted anew in every fold, once for all trials'),
      candidates: z
        .array(trainerSearch)
        .min(1)
        .describe('trainers; a hyperparameter may be a distribution: int, uniform, logUniform, choice, when'),
      metric: metricName.describe('by which trials are compared'),
      task: z.enum(['classification', 'regression']).optional().describe('needed only where trainers and target leave it open'),
      ...studyParams,
    })
    .superRefine(({ candidates, search, defaultsFirst }, context) => {
      if (defaultsFirst === true && search.search !== 'tpe' && search.search !== 'random') {
        const message = `expected search 'tpe' or 'random' with it, got '${search.search}', which settles its first trials itself`;
        context.addIssue({ code: 'custom', message, path: ['defaultsFirst'], input: true });
      }
      if (!('resource' in search) || search.resource === 'rows') return;
      const { resource } = search;
      for (const { name } of candidates) {
        if (hasHyperparameter(name, resource)) continue;
        const message = `expected a hyperparameter that all candidates have as the resource, got "${resource}", which "${name}" has not`;
        context.addIssue({ code: 'custom', message, path: ['search', 'resource'], input: resource });
      }
    }),
  versions: ({ recipe, candidates }) => versionsOf({ recipe, trainers: candidates }),
  execution: (params) => studyExecution(studySettings(params), params.time, params.candidates.map(searchSpaceOf)),
  work: 'compute',
});

function hasHyperparameter(trainer: string, name: string): boolean {
  const { hyperparameters } = trainerOf(trainer);
  return 'shape' in hyperparameters && name in (hyperparameters.shape as object); // zod's objects carry their shape
}
