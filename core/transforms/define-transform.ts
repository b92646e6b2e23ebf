import type { z } from 'zod';
import type { GraphNode } from '../onnx/graph.js';
import type { Column, ColumnType, Field } from '../table/column.js';

/**
 * How a column is learned from, part by part. Parts are added in row order, and adding continues row
 * by row, so the cut into parts cannot change a bit of the result. `merge` joins what two workers saw.
 */
export interface Fold<Learned, State = unknown> {
  start(): State;
  add(state: State, column: Column): State;
  merge(earlier: State, later: State): State;
  finish(state: State): Learned;
}

/** Nothing has to be learned from rows: the options say it all. */
export interface Known<Learned> {
  readonly known: Learned;
}

/**
 * What is done to one column. `apply` and `toGraph` are the same function twice, over a column and in
 * ONNX: both compute in float64, both see a missing number as NaN; a missing text is '' in the graph.
 */
export interface Transform<Options = unknown, Learned = unknown> {
  readonly name: string;
  /** Part of the cache key: raise it when equal inputs would give another output. */
  readonly version: number;
  readonly accepts: readonly ColumnType[];
  readonly options: z.ZodType<Options>;
  /** Plain JSON data; a stored recipe is checked with it when it is read again. */
  readonly learned: z.ZodType<Learned>;
  fit(options: Options, field: Field): Fold<Learned> | Known<Learned>;
  /** The columns that take the place of the given one: with its name, others, or none. */
  outputs(field: Field, learned: Learned, options: Options): readonly Field[];
  /** @returns A column for each of `outputs`. */
  apply(column: Column, learned: Learned, options: Options): readonly Column[];
  /** @param input - float64 or string, shape [rows, 1]. @returns A node of the same form for each of `outputs`. */
  toGraph(input: GraphNode, learned: Learned, options: Options): readonly GraphNode[];
}

/** A transform's declaration. Identity at run time; it infers the two type parameters. */
export function defineTransform<Options, Learned>(definition: Transform<Options, Learned>): Transform<Options, Learned> {
  return definition;
}

/** A fold's declaration. Identity at run time; it infers what the fold keeps between parts. */
export function defineFold<Learned, State>(fold: Fold<Learned, State>): Fold<Learned, State> {
  return fold;
}
