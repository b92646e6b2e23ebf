import { z } from 'zod';
import { isLeatError } from '../errors.js';
import type { TrainerChoice } from '../model/candidate.js';
import { parseParams } from '../pipeline/parse-params.js';
import type { TrainerDefinition } from './define-trainer.js';
import { trainerOf, trainers } from './trainers.js';

/** A trainer choice as data, as it stands in a plan: refused while planning when the trainer would refuse it. */
export const trainerChoice = z
  .strictObject({
    name: z.string().describe(`of a trainer: ${Object.keys(trainers).join(', ')}`),
    hyperparameters: z.record(z.string(), z.unknown()).default({}).describe('of the trainer; defaults where left out'),
  })
  .superRefine((choice, context) => {
    try {
      checkHyperparameters(choice);
    } catch (error) {
      if (!isLeatError(error)) throw error;
      context.addIssue({ code: 'custom', message: error.message, input: choice });
    }
  });

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
