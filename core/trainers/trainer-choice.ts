import { z } from 'zod';
import { isLeatError } from '../errors.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import { parseParams } from '../pipeline/parse-params.js';
import { distributionSchema } from '../tuning/distribution.js';
import { checkSearch, type SearchedChoice } from '../tuning/search-space.js';
import type { TrainerDefinition } from './define-trainer.js';
import { trainerOf, trainers } from './trainers.js';

/** A trainer choice as authors may write it: hyperparameters may be left out. */
export interface ChoiceInput {
  readonly name: string;
  readonly hyperparameters?: TrainerChoice['hyperparameters'] | undefined;
  readonly searched?: never;
}

const name = z.string().describe(`of a trainer: ${Object.keys(trainers).join(', ')}`);

/** A trainer choice as data, as it stands in a plan: refused while planning when the trainer would refuse it. */
export const trainerChoice: z.ZodType<TrainerChoice, ChoiceInput> = z
  .strictObject({
    name,
    hyperparameters: z.record(z.string(), z.unknown()).default({}).describe('of the trainer; defaults where left out'),
  })
  .superRefine(refusedBy(checkHyperparameters));

/** The same for a search: any hyperparameter may be a distribution, `{"$search": "int", "low": 4, "high": 64}`. */
export const trainerSearch: z.ZodType<SearchedChoice, Omit<ChoiceInput, 'searched'>> = z
  .strictObject({
    name,
    hyperparameters: z
      .record(z.string(), z.union([distributionSchema, z.unknown()]))
      .default({})
      .describe('of the trainer: values, or where to search them; defaults where left out'),
  })
  .superRefine(refusedBy((search) => checkSearch(search, trainerOf(search.name).hyperparameters)));

function refusedBy(check: (given: SearchedChoice) => unknown): (given: SearchedChoice, context: z.RefinementCtx) => void {
  return (given, context) => {
    try {
      check(given);
    } catch (error) {
      if (!isLeatError(error)) throw error;
      context.addIssue({ code: 'custom', message: error.message, input: given });
    }
  };
}

/**
 * The trainer of a choice with all its hyperparameters.
 *
 * @throws LeatError `TRAINER_UNKNOWN`, or `PARAMETER_INVALID` naming hyperparameter and value.
 */
export function checkHyperparameters({ name, hyperparameters }: TrainerChoice): {
  trainer: TrainerDefinition;
  hyperparameters: TrainerChoice['hyperparameters'];
} {
  const trainer = trainerOf(name);
  const checked = parseParams(trainer.hyperparameters, hyperparameters, `trainer "${name}"`);
  return { trainer, hyperparameters: checked as TrainerChoice['hyperparameters'] }; // all schemas of hyperparameters are objects
}
