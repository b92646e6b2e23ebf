import type { z } from 'zod';
import type { TrainerChoice } from '../model/candidate.js';
import { parseParams } from '../pipeline/parse-params.js';

/**
 * Makes the function by which authors choose a trainer. What it returns is data with all defaults
 * filled in, so that the plan says everything.
 *
 * @throws LeatError `PARAMETER_INVALID` naming hyperparameter and value, when that function is called.
 */
export function chooser<S extends z.ZodType>({ name, hyperparameters }: { readonly name: string; readonly hyperparameters: S }) {
  return (given?: z.input<S>): TrainerChoice => {
    const checked = parseParams(hyperparameters, given ?? {}, `trainer "${name}"`);
    return Object.freeze({ name, hyperparameters: Object.freeze(checked as Record<string, unknown>) }); // all schemas of hyperparameters are objects
  };
}
