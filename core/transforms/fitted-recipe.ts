import type { Schema } from '../table/column.js';
import type { RecipeField } from './define-transform.js';

/** One transform, fitted: reads columns by name and writes others, which may take the name of one it read. */
export interface FittedOperation {
  readonly transform: string;
  readonly version: number;
  readonly options: unknown;
  readonly inputs: Schema;
  readonly outputs: readonly RecipeField[];
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
  /** Shape [features]: how many codes without order a feature has, 0 where it is a number; absent when all are numbers. */
  readonly cardinalities?: readonly number[];
}
