import type { z } from 'zod';
import type { GraphNode } from '../onnx/graph.js';
import type { Column, ColumnType } from '../table/column.js';
import type { Fitted, Fold, Form, Known, RecipeField, Transform } from './define-transform.js';

/** A fold over one column. */
export interface ColumnFold<Learned, State = unknown> {
  start(): State;
  add(state: State, column: Column): State;
  finish(state: State): Learned;
}

/** What is done to one column by itself. See Form for what the parts promise. */
interface ColumnForm<Options, Learned> {
  readonly accepts: readonly ColumnType[];
  readonly options: z.ZodType<Options>;
  readonly learned: z.ZodType<Learned>;
  fit(options: Options, field: RecipeField): ColumnFold<Learned> | Known<Learned>;
  outputs(field: RecipeField, fitted: Fitted<Options, Learned>): readonly RecipeField[];
  apply(column: Column, fitted: Fitted<Options, Learned>): readonly Column[];
  toGraph(input: GraphNode, fitted: Fitted<Options, Learned>): readonly GraphNode[];
}

/** Lifts what is done to one column to groups: each column is one. */
export function defineColumnForm<Options, Learned>(form: ColumnForm<Options, Learned>): Form<Options, Learned> {
  return {
    accepts: form.accepts,
    takes: 'each',
    options: form.options,
    learned: form.learned,
    fit: (options, group) => liftFold(form.fit(options, only(group))),
    outputs: (group, fitted) => form.outputs(only(group), fitted),
    apply: (columns, fitted) => form.apply(only(columns), fitted),
    toGraph: (inputs, fitted) => form.toGraph(only(inputs), fitted),
  };
}

/** A transform of one column by itself, as most are. */
export function defineColumnTransform<Options, Learned>({
  name,
  version,
  ...form
}: ColumnForm<Options, Learned> & Pick<Transform, 'name' | 'version'>): Transform<Options, Learned> {
  return { name, version, ...defineColumnForm(form) };
}

/** A fold's declaration. Identity at run time; it infers what the fold keeps between parts. */
export function defineColumnFold<Learned, State>(fold: ColumnFold<Learned, State>): ColumnFold<Learned, State> {
  return fold;
}

/** The one member of a group that is a column by itself. */
export function only<Member>(group: readonly Member[]): Member {
  const [member] = group;
  if (member === undefined || group.length > 1) throw new Error(`invariant: expected one column, got ${String(group.length)}`);
  return member;
}

function liftFold<Learned>(fit: ColumnFold<Learned> | Known<Learned>): Fold<Learned> | Known<Learned> {
  if ('known' in fit) return fit;
  return {
    start: () => fit.start(),
    add: (state, { columns }) => fit.add(state, only(columns)),
    finish: (state) => fit.finish(state),
  };
}
