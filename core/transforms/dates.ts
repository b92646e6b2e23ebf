import { z } from 'zod';
import { defineColumnTransform } from './define-column-transform.js';
import { compileExpression } from './expression/compile-expression.js';
import { evaluateExpression } from './expression/evaluate-expression.js';
import { parseExpression } from './expression/parse-expression.js';
import { resolveExpression, type ResolvedExpression } from './expression/resolve-expression.js';
import { rowsOf } from '../table/columns.js';

/** How many there are until it begins again; null where it goes on for ever. */
const periods = {
  year: null,
  quarter: 4,
  month: 12,
  dayOfYear: 366,
  dayOfMonth: 31,
  dayOfWeek: 7,
  hour: 24,
  minute: 60,
  second: 60,
} as const;

type Part = keyof typeof periods;

/**
 * Waves are rounded to this grid, since the sine of half a turn and of a whole one are not 0 in floats: a tree would
 * split on what is left, which differs between this code and ONNX Runtime.
 */
const STEPS = 2 ** 40;

export const datesOptions = z.strictObject({
  parts: z
    .array(z.enum(Object.keys(periods) as [Part, ...Part[]])) // keys of that record
    .min(1)
    .readonly()
    .describe('which become columns "PART(NAME)", in UTC; the date itself goes'),
  cyclic: z
    .boolean()
    .default(false)
    .describe('as columns "sin(PART(NAME))" and "cos(PART(NAME))" instead, so that December is next to January; a year stays a number'),
});

type Options = z.output<typeof datesOptions>;

/** Takes dates apart, by the expression language's own functions. */
export const dates = defineColumnTransform({
  name: 'dates',
  version: 1,
  accepts: ['timestamp'],
  options: datesOptions,
  learned: z.null(),
  fit: () => ({ known: null }),
  outputs: ({ name }, { options }) => columnsOf(options).map(({ nameFor }) => ({ name: nameFor(name), type: 'number' })),
  apply(column, { options }) {
    const columns = new Map([['date', column]]);
    return columnsOf(options).map(({ expression }) => evaluateExpression(expression, { columns, rows: rowsOf(column) }));
  },
  toGraph: (input, { options }) => columnsOf(options).map(({ expression }) => compileExpression(expression, new Map([['date', input]]))),
});

interface DateColumn {
  readonly nameFor: (source: string) => string;
  readonly expression: ResolvedExpression;
}

function columnsOf({ parts, cyclic }: Options): DateColumn[] {
  return parts.flatMap((part) => {
    const period = periods[part];
    if (!cyclic || period === null) return [{ nameFor: (source) => `${part}(${source})`, expression: expressionOf(`${part}(date)`) }];
    return ['sin', 'cos'].map((wave): DateColumn => {
      const expression = expressionOf(
        `round(${wave}(${part}(date) * ${String((2 * Math.PI) / period)}) * ${String(STEPS)}) / ${String(STEPS)}`,
      );
      return { nameFor: (source) => `${wave}(${part}(${source}))`, expression };
    });
  });
}

function expressionOf(text: string): ResolvedExpression {
  return resolveExpression(parseExpression(text), [{ name: 'date', type: 'timestamp' }]);
}
