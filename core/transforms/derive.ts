import { z } from 'zod';
import { LeatError } from '../errors.js';
import type { GraphNode } from '../onnx/graph.js';
import type { Column, Field, Schema } from '../table/column.js';
import { compileExpression } from './expression/compile-expression.js';
import { evaluateExpression } from './expression/evaluate-expression.js';
import { columnsOf, parseExpression } from './expression/parse-expression.js';
import { resolveExpression, type ResolvedExpression } from './expression/resolve-expression.js';
import type { FittedOperation } from './recipe.js';

export const DERIVE = 'derive';
const VERSION = 1;

export const deriveOptions = z.strictObject({
  name: z.string().min(1).describe('the column that is added, or replaced in its place'),
  expression: z.string().describe('how it is computed from other columns; see docs/guides/recipes.md'),
});

export type DeriveOptions = z.infer<typeof deriveOptions>;

/**
 * A column computed by an expression, as an operation of a fitted recipe. It has nothing to learn.
 *
 * @throws LeatError `EXPRESSION_INVALID`, or `SCHEMA_COLUMN_MISSING`.
 */
export function deriveOperation(options: DeriveOptions, schema: Schema): FittedOperation {
  const expression = parseExpression(options.expression);
  const names = columnsOf(expression);
  const { type } = resolveExpression(expression, schema);
  const output: Field = { name: options.name, type: COLUMN_TYPE[type] };
  return {
    transform: DERIVE,
    version: VERSION,
    options,
    inputs: schema.filter(({ name }) => names.has(name)),
    outputs: [output],
    learned: null,
  };
}

const COLUMN_TYPE = { number: 'number', truth: 'boolean', text: 'string' } as const;

/** The derived column as a function of the columns that it reads, in code and in ONNX. */
export function bindDerived({ version, options, inputs }: FittedOperation): {
  apply(columns: readonly Column[], rows: number): readonly Column[];
  toGraph(nodes: readonly GraphNode[]): readonly GraphNode[];
} {
  if (version !== VERSION) throw unknownVersion(DERIVE, version);
  const expression: ResolvedExpression = resolveExpression(parseExpression(deriveOptions.parse(options).expression), inputs);
  const named = <Value>(values: readonly Value[]): ReadonlyMap<string, Value> =>
    new Map(inputs.flatMap(({ name }, index) => values.slice(index, index + 1).map((value) => [name, value] as const)));
  return {
    apply: (columns, rows) => [evaluateExpression(expression, { columns: named(columns), rows })],
    toGraph: (nodes) => [compileExpression(expression, named(nodes))],
  };
}
