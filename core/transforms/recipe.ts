import type { z } from 'zod';
import { LeatError } from '../errors.js';
import type { binOptions } from './bin.js';
import type { clipOptions } from './clip.js';
import type { datesOptions } from './dates.js';
import type { encodeOptions } from './encode.js';
import type { FittedRecipe } from './fitted-recipe.js';
import type { groupRareOptions } from './group-rare.js';
import type { imputeOptions } from './impute.js';
import type { pcaOptions } from './pca.js';
import type { polynomialOptions } from './polynomial.js';
import type { powerOptions } from './power.js';
import type { scaleOptions } from './scale.js';
import type { selectFeaturesOptions } from './select-features.js';
import { all, except, type Selector } from './selector.js';
import type { textOptions } from './text.js';

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

  /** Brings outliers back to the nearest value that is none. */
  clip(select: Selector, options: z.input<typeof clipOptions>): RecipeBuilder {
    return this.#with('clip', select, options);
  }

  /** Makes one text of those that are rare. */
  groupRare(select: Selector, options: z.input<typeof groupRareOptions> = {}): RecipeBuilder {
    return this.#with('group-rare', select, options);
  }

  /** Brings the distribution of numbers closer to the normal one (Yeo-Johnson). */
  power(select: Selector, options: z.input<typeof powerOptions> = {}): RecipeBuilder {
    return this.#with('power', select, options);
  }

  /** Cuts the range of numbers into bins. */
  bin(select: Selector, options: z.input<typeof binOptions> = {}): RecipeBuilder {
    return this.#with('bin', select, options);
  }

  /** Takes dates apart. */
  dates(select: Selector, options: z.input<typeof datesOptions>): RecipeBuilder {
    return this.#with('dates', select, options);
  }

  /** Turns texts of many words into numbers. */
  text(select: Selector, options: z.input<typeof textOptions>): RecipeBuilder {
    return this.#with('text', select, options);
  }

  /** Adds the products of numbers. */
  polynomial(select: Selector, options: z.input<typeof polynomialOptions> = {}): RecipeBuilder {
    return this.#with('polynomial', select, options);
  }

  /** Puts the directions in which numbers vary most in their place. */
  pca(select: Selector, options: z.input<typeof pcaOptions>): RecipeBuilder {
    return this.#with('pca', select, options);
  }

  /** Leaves out features that say little. */
  selectFeatures(select: Selector, options: z.input<typeof selectFeaturesOptions>): RecipeBuilder {
    return this.#with('select-features', select, options);
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
