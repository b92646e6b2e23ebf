import type { TrainerChoice } from '../model/trainer-choice.js';
import { trainerOf } from '../trainers/trainers.js';
import { DERIVE, DERIVE_VERSION } from '../transforms/derive.js';
import { findTransform } from '../transforms/operations.js';
import { trainerOfSelection } from '../transforms/selections/by-model.js';
import type { RecipeSpecification } from '../transforms/recipe.js';

/** By name, the versions of transforms and trainers that a stage names: a raised one gives another output. */
export type Versions = Readonly<Record<string, number>>;

/** @throws LeatError `RECIPE_TRANSFORM_UNKNOWN` or `TRAINER_UNKNOWN`. */
export function versionsOf({
  recipe,
  trainers = [],
}: {
  recipe?: RecipeSpecification | undefined;
  trainers?: readonly TrainerChoice[];
}): Versions {
  const steps = recipe?.steps ?? [];
  return Object.fromEntries([
    ...steps.map(({ transform }) => [transform, transform === DERIVE ? DERIVE_VERSION : findTransform(transform).version]),
    ...[...trainers.flatMap(withParts), ...steps.flatMap(({ options }) => trainerOfSelection(options) ?? [])].map(({ name }) => [
      `trainer ${name}`,
      trainerOf(name).version,
    ]),
  ]) as Versions; // its entries are pairs of a text and a number, which fromEntries does not keep
}

function withParts(choice: TrainerChoice): readonly TrainerChoice[] {
  return [choice, ...(trainerOf(choice.name).parts?.(choice.hyperparameters) ?? [])];
}
