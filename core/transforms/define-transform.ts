import type { z } from 'zod';
import type { GraphNode } from '../onnx/graph.js';
import type { Column, ColumnType, Field } from '../table/column.js';
import type { WeighFeatures } from './weigh-features.js';

/** A column of a recipe under way. */
export interface RecipeField extends Field {
  /** Its numbers are codes from 0 to `categories` − 1 that have no order: for trainers that split by sets. */
  readonly categories?: number;
}

/** Some of the training rows, as a fold sees them. */
export interface FoldRows {
  /** Of the columns that are transformed, in the order of the table. */
  readonly columns: readonly Column[];
  /** There where the transform uses it. */
  readonly target: Column | undefined;
  /** How many training rows came before these. */
  readonly rowsBefore: number;
}

/**
 * How a transform learns from rows, part by part. Parts are added in row order, and adding continues row
 * by row, so that the cut into parts cannot change a bit of the result.
 */
export interface Fold<Learned, State = unknown> {
  start(): State;
  add(state: State, rows: FoldRows): State;
  finish(state: State, tools: FitTools): Learned | Promise<Learned>;
}

/** What a fold may need beyond the rows. It is passed in, since transforms know no trainers. */
export interface FitTools {
  readonly weigh: WeighFeatures;
}

/** Nothing has to be learned from rows: the options say it all. */
export interface Known<Learned> {
  readonly known: Learned;
}

/** What a transform learned, and how it was asked to. */
export interface Fitted<Options, Learned> {
  readonly options: Options;
  readonly learned: Learned;
}

/**
 * What is done to a group of columns. `apply` and `toGraph` are the same function twice, over columns and in
 * ONNX: both compute in float64, both see a missing number as NaN; a missing text is '' in the graph.
 *
 * @see docs/decisions/013-transforms-of-column-groups.md
 */
export interface Form<Options = unknown, Learned = unknown> {
  readonly accepts: readonly ColumnType[];
  /** Whether each selected column is a group by itself, or all of them are one. */
  readonly takes: 'each' | 'all';
  readonly options: z.ZodType<Options>;
  /** Plain JSON data; a stored recipe is checked with it when it is read again. */
  readonly learned: z.ZodType<Learned>;
  /** Whether the fold looks at the column that is to be predicted. No by default. */
  usesTarget?(options: Options): boolean;
  /** @param target - There where the transform uses it. */
  fit(options: Options, group: readonly RecipeField[], target: Field | undefined): Fold<Learned> | Known<Learned>;
  /**
   * The columns that take the place of the group: one with the name of an input stands where that one stood,
   * the others after the output before them.
   */
  outputs(group: readonly RecipeField[], fitted: Fitted<Options, Learned>): readonly RecipeField[];
  /** @returns A column for each of `outputs`. */
  apply(columns: readonly Column[], fitted: Fitted<Options, Learned>): readonly Column[];
  /**
   * The same for rows that were learned from, where they must not see what was learned from themselves.
   * By default they are treated as any others.
   *
   * @param places - Of each row among all training rows, shape [rows].
   */
  applyToTraining?(columns: readonly Column[], fitted: Fitted<Options, Learned>, places: Uint32Array): readonly Column[];
  /** @param inputs - float64 or string, shape [rows, 1] each. @returns A node of the same form for each of `outputs`. */
  toGraph(inputs: readonly GraphNode[], fitted: Fitted<Options, Learned>): readonly GraphNode[];
}

/** A form with the name that recipes call it by. */
export interface Transform<Options = unknown, Learned = unknown> extends Form<Options, Learned> {
  readonly name: string;
  /** Part of the cache key: raise it when equal inputs would give another output. */
  readonly version: number;
}

/** A form's declaration. Identity at run time; it infers the two type parameters. */
export function defineForm<Options, Learned>(definition: Form<Options, Learned>): Form<Options, Learned> {
  return definition;
}

/** A transform's declaration. Identity at run time; it infers the two type parameters. */
export function defineTransform<Options, Learned>(definition: Transform<Options, Learned>): Transform<Options, Learned> {
  return definition;
}

/** A fold's declaration. Identity at run time; it infers what the fold keeps between parts. */
export function defineFold<Learned, State>(fold: Fold<Learned, State>): Fold<Learned, State> {
  return fold;
}

/** The target of a transform that uses it. */
export function requireTarget<Target extends Column | Field>(target: Target | undefined): Target {
  if (target === undefined) throw new Error('invariant: a transform that uses the target is fitted with one');
  return target;
}
