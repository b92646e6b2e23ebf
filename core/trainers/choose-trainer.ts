import type { z } from 'zod';
import type { TrainerChoice } from '../model/trainer-choice.js';
import type { Distribution } from '../tuning/distribution.js';
import { checkSearch } from '../tuning/search-space.js';

export type DistributionOf<Value> = Distribution<NonNullable<Value>>;

/** Hyperparameters of which at least one is searched. */
export type Searched<Given> = {
  readonly [Name in keyof Given]-?: { readonly [Required in Name]-?: DistributionOf<Given[Name]> } & {
    readonly [Other in Exclude<keyof Given, Name>]?: Given[Other] | DistributionOf<Given[Other]>;
  };
}[keyof Given];

/** A trainer some of whose hyperparameters are distributions: for `tune`, and for nothing else. */
export interface TrainerSearch extends Omit<TrainerChoice, 'searched'> {
  /** Never there: it keeps a search from being taken for a choice by the compiler. */
  readonly searched?: true;
}

/** How authors choose a trainer: `logistic({ l2: 0.1 })`, or with what is searched, `logistic({ l2: logUniform(0.01, 10) })`. */
export interface Chooser<Given> {
  (given: Searched<Given>): TrainerSearch;
  // Last, since a function that is handed on is typed by its last form: grid({ l2: [1, 10] }).map(logistic).
  (given?: Given): TrainerChoice;
}

/**
 * Makes the function by which authors choose a trainer. What it returns is data with all defaults
 * filled in, so that the plan says everything.
 *
 * @throws LeatError `PARAMETER_INVALID` naming hyperparameter and value, when that function is called.
 */
export function chooser<S extends z.ZodType>({
  name,
  hyperparameters,
}: {
  readonly name: string;
  readonly hyperparameters: S;
}): Chooser<z.input<S>> {
  return (given: unknown = {}): TrainerChoice & TrainerSearch => {
    const checked = checkSearch({ name, hyperparameters: given as Readonly<Record<string, unknown>> }, hyperparameters); // all schemas of hyperparameters are objects
    return Object.freeze({ name, hyperparameters: Object.freeze(checked) });
  };
}
