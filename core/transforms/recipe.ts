import type { z } from 'zod';
import { LeatError } from '../errors.js';
import type { Schema } from '../table/column.js';
import type { encodeOptions } from './encode.js';
import type { imputeOptions } from './impute.js';
import type { scaleOptions } from './scale.js';
import { all, except, type Selector } from './selector.js';

export { all, categorical, columns, except, numeric, type Selector } from './selector.js';

export interface RecipeStep {
  /** A name of transforms.ts. */
  readonly transform: string;
  readonly select: Selector;
  readonly options: Readonly<Record<string, unknown>>;
}

/** How raw columns become features: data, so that it can be stored, sent, hashed, and compiled. */
export interface RecipeSpecification {
  /** The column to predict; absent where nothing is predicted, as in clustering. */
  readonly target?: string;
  readonly steps: readonly RecipeStep[];
}

/** One transform, fitted: reads columns by name and writes others, which may take the name of one it read. */
export interface FittedOperation {
  readonly transform: string;
  readonly version: number;
  readonly options: unknown;
  readonly inputs: Schema;
  readonly outputs: Schema;
  readonly learned: unknown;
}

/** A recipe that has seen the training rows. Plain JSON; steps that no feature depends on are gone. */
export interface FittedRecipe {
  readonly target?: string;
  /** The raw columns that features depend on, in the order of the table. */
  readonly inputs: Schema;
  readonly operations: readonly FittedOperation[];
  /** In the order of the feature matrix. */
  readonly features: readonly string[];
}

/** A specification under construction: every call returns a new, frozen one, usable as it stands. */
class RecipeBuilder implements RecipeSpecification {
  declare readonly target?: string; // a field would be there, undefined, also in a recipe without
  readonly steps: readonly RecipeStep[];

  constructor(target: string | undefined, steps: readonly RecipeStep[]) {
    if (target !== undefined) this.target = target;
    this.steps = Object.freeze(steps);
    Object.freeze(this);
  }

  /** Adds columns computed by expressions; a later one may use an earlier one. */
  derive(expressions: Readonly<Record<string, string>>): RecipeBuilder {
    // A step for each, since the order of columns would be lost where JSON is written with sorted keys.
    const steps = Object.entries(expressions).map(([name, expression]) => step('derive', all(), { name, expression }));
    return new RecipeBuilder(this.target, [...this.steps, ...steps]);
  }

  /** Fills missing values. */
  impute(select: Selector, options: z.input<typeof imputeOptions>): RecipeBuilder {
    return this.#with('impute', select, options);
  }

  /** Turns texts into numbers. */
  encode(select: Selector, options: z.input<typeof encodeOptions>): RecipeBuilder {
    return this.#with('encode', select, options);
  }

  /** Brings numbers to a common scale. */
  scale(select: Selector, options: z.input<typeof scaleOptions>): RecipeBuilder {
    return this.#with('scale', select, options);
  }

  /** Leaves columns out. */
  drop(select: Selector): RecipeBuilder {
    return this.#with('drop', select, {});
  }

  /** Keeps only these columns. */
  select(select: Selector): RecipeBuilder {
    return this.drop(except(select));
  }

  #with(transform: string, select: Selector, options: Readonly<Record<string, unknown>>): RecipeBuilder {
    return new RecipeBuilder(this.target, [...this.steps, step(transform, select, options)]);
  }
}

/**
 * Begins a recipe: what predicts `target`, or without one what describes rows. Without steps every other column
 * is a feature as it is.
 */
export function recipe({ target }: { target?: string } = {}): RecipeBuilder {
  return new RecipeBuilder(target, []);
}

/**
 * The target of a recipe, for whoever cannot do without.
 *
 * @throws LeatError `RECIPE_TARGET_MISSING`
 */
export function targetOf({ target }: RecipeSpecification | FittedRecipe, place: string): string {
  if (target !== undefined) return target;
  throw new LeatError(
    'RECIPE_TARGET_MISSING',
    `${place}: expected a recipe with a target, as in recipe({ target: 'NAME' }), got one without`,
  );
}

function step(transform: string, select: Selector, options: Readonly<Record<string, unknown>>): RecipeStep {
  return Object.freeze({ transform, select, options: Object.freeze(options) });
}
