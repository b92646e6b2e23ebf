import { z } from 'zod';
import { LeatError } from '../errors.js';
import type { Schema } from '../table/column.js';
import { compileExpression } from './expression/compile-expression.js';
import { evaluateExpression } from './expression/evaluate-expression.js';
import { columnsOf, parseExpression } from './expression/parse-expression.js';
import { resolveExpression } from './expression/resolve-expression.js';
import type { BoundOperation } from './bound-operation.js';
import type { FittedOperation } from './fitted-recipe.js';

export const DERIVE = 'derive';
export const DERIVE_VERSION = 1;

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
  // Without a column nothing would say how many rows there are.
  if (names.size === 0)
    throw new LeatError('EXPRESSION_INVALID', `expression "${options.expression}": expected at least one column, got none`);
  const { type } = resolveExpression(expression, schema);
  return {
    transform: DERIVE,
    version: DERIVE_VERSION,
    options,
    inputs: schema.filter(({ name }) => names.has(name)),
    outputs: [{ name: options.name, type: COLUMN_TYPE[type] }],
    learned: null,
  };
}

const COLUMN_TYPE = { number: 'number', truth: 'boolean', text: 'string' } as const;

/** A fitted derivation, ready to be used: the column as a function of those that it reads, in code and in ONNX. */
export function bindDerived({ options, inputs }: FittedOperation): Omit<BoundOperation, 'inputs' | 'outputs'> {
  const expression = resolveExpression(parseExpression(deriveOptions.parse(options).expression), inputs);
  return {
    apply: (columns, { rows }) => [evaluateExpression(expression, { columns: byName(inputs, columns), rows })],
    toGraph: (nodes) => [compileExpression(expression, byName(inputs, nodes))],
  };
}

function byName<Value>(inputs: Schema, values: readonly Value[]): ReadonlyMap<string, Value> {
  return new Map(values.map((value, index) => [inputs[index]?.name ?? '', value]));
}
