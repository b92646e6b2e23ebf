import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../../core/table/column.js';
import { cellAt, numericColumn } from '../../../../core/table/columns.js';
import type { Table } from '../../../../core/table/table.js';
import { evaluateExpression } from '../../../../core/transforms/expression/evaluate-expression.js';
import { parseExpression } from '../../../../core/transforms/expression/parse-expression.js';
import { resolveExpression } from '../../../../core/transforms/expression/resolve-expression.js';
import { tableOf } from '../rows.js';

function evaluate(expression: string, table: Table): Cell[] {
  const resolved = resolveExpression(parseExpression(expression), table.schema);
  const column = evaluateExpression(resolved, { columns: new Map(table.columns()), rows: table.rows });
  return Array.from({ length: table.rows }, (_, row) => cellAt(column, row));
}

const penguins = tableOf({
  'Beak Length (mm)': [39, 40, null],
  'Beak Depth (mm)': [19.5, 20, 18],
  island: ['Dream', null, 'Biscoe'],
});

const numbers = tableOf({ a: [1, -2.5, null], b: [4, 0, 7] });

describe('evaluation', () => {
  test.each<[expression: string, table: Table, expected: Cell[]]>([
    ['`Beak Length (mm)` / `Beak Depth (mm)`', penguins, [2, 2, null]],
    ["island === 'Dream' ? 'home' : island", penguins, ['home', null, 'Biscoe']],
    ["island ?? 'nowhere'", penguins, ['Dream', 'nowhere', 'Biscoe']],
    ['isMissing(island)', penguins, [false, true, false]],
    ['a + b * 2 ** 3', numbers, [33, -2.5, null]],
    ['-(a ** 1) === -1', tableOf({ a: [1, -1] }), [true, false]],
    ['round(a)', numbers, [1, -2, null]],
    ['min(a, b, 2)', numbers, [1, -2.5, null]],
    ['a > 0 && b > 0', numbers, [true, false, null]],
    ['(a > 0) + 1', numbers, [2, 1, null]],
    ['b ** 0 + (a ?? 5)', numbers, [2, -1.5, 6]],
    ['a % 2', numbers, [1, -0.5, null]],
    ["island + '!'", penguins, ['Dream!', null, 'Biscoe!']],
    ["island.includes('is')", penguins, [false, null, true]],
    ["startsWith(island, 'D') || island.endsWith('e')", penguins, [true, null, true]],
    ['length(island)', penguins, [5, null, 6]],
    ['island.slice(1, 3)', penguins, ['re', null, 'is']],
    ["split(name, ', ', 1)", tableOf({ name: ['Doe, Jane', 'Cher', null, 'a, b, c'] }), ['Jane', null, null, 'b']],
    ["date('1970-01-02') / 864e5 + a", numbers, [2, -1.5, null]],
  ])('computes %s', (expression, table, expected) => {
    expect(evaluate(expression, table)).toEqual(expected);
  });

  test('takes dates apart as JavaScript does, in UTC, before 1970 and in leap years too', () => {
    const dates = ['2024-02-29T23:59:00Z', '1969-12-31T00:30:00Z', '2000-03-01T12:00:00Z', '1900-01-01T00:00:00Z'].map(
      (text) => new Date(text),
    );
    const table = tableOf({ seen: numericColumn('timestamp', dates.map(Number)) });
    expect(evaluate('year(seen)', table)).toEqual(dates.map((date) => date.getUTCFullYear()));
    expect(evaluate('month(seen)', table)).toEqual(dates.map((date) => date.getUTCMonth() + 1));
    expect(evaluate('dayOfMonth(seen)', table)).toEqual(dates.map((date) => date.getUTCDate()));
    expect(evaluate('dayOfWeek(seen)', table)).toEqual(dates.map((date) => date.getUTCDay()));
    expect(evaluate('second(seen)', table)).toEqual(dates.map((date) => date.getUTCSeconds()));
    expect(evaluate('quarter(seen)', table)).toEqual(dates.map((date) => Math.floor(date.getUTCMonth() / 3) + 1));
    expect(evaluate('dayOfYear(seen)', table)).toEqual(
      dates.map(
        (date) => (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 0)) / 864e5,
      ),
    );
    expect(evaluate('hour(seen) * 60 + minute(seen)', table)).toEqual(dates.map((date) => date.getUTCHours() * 60 + date.getUTCMinutes()));
  });
});

test.each(['acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cbrt', 'cosh', 'expm1', 'sinh', 'tan', 'tanh', 'trunc'] as const)(
  'computes %s as JavaScript does, up to rounding',
  (name) => {
    const table = tableOf({ x: [-30, -2.5, -1, -0.99, -0.5, -1e-9, 0, 1e-9, 0.3, 0.66, 0.7, 1, 2.4, 2.5, 30] });
    const computed = evaluate(`${name}(x)`, table);
    const expected = evaluate('x', table).map((x) => Math[name](Number(x)));
    computed.forEach((value, row) => {
      const other = expected[row] ?? NaN;
      // Some roundings of the value, and of 1 where parts near 1 are subtracted.
      if (Number.isFinite(other)) expect(Math.abs(Number(value) - other)).toBeLessThanOrEqual(2e-14 * Math.max(Math.abs(other), 1e-1));
      else expect(value ?? NaN).toBe(other);
    });
  },
);

describe('refusals', () => {
  test.each<[expression: string, position: number, received: string]>([
    ['a + arctan(b)', 5, 'arctan()'],
    ['a + sqr(b)', 5, 'did you mean "sqrt"?'],
    ['lag(a)', 1, 'lag(): it reads other rows'],
    ['a * Math.random()', 5, 'random(): a model gives equal rows equal results'],
    ['island.toLowerCase()', 1, 'toLowerCase(): ONNX'],
    ["date('soon')", 1, '"soon"'],
    ['$days(a)', 1, '$days()'],
    ['a +', 4, 'Unexpected token'],
    ['a b', 3, 'got b'],
    ['a)', 2, 'got )'],
    ['a = 1', 1, 'a = 1'],
    ['b + a.length', 5, 'a.length'],
    ['() => a', 1, '() => a'],
    ['a + 1n', 5, '1n'],
    ["a === ''", 7, 'isMissing'],
    ['sqrt(a, b)', 1, 'got 2'],
    ['min(a)', 1, 'got 1'],
    ['`a${b}`', 1, '`a${b}`'],
    ['a & b', 1, 'a & b'],
  ])('refuses %s with the position', (expression, position, received) => {
    const refused = expect(() => parseExpression(expression));
    refused.toThrow(expect.objectContaining({ code: 'EXPRESSION_INVALID', details: { expression, position } }) as Error);
    refused.toThrow(received);
  });

  test.each<[expression: string, code: string, received: string]>([
    ['island + 1', 'EXPRESSION_INVALID', 'got text, number'],
    ['sqrt(island)', 'EXPRESSION_INVALID', 'got text'],
    ['`Beak Depth (mm)` ? 1 : 2', 'EXPRESSION_INVALID', 'got number, number, number'],
    ["`Beak Depth (mm)` === 'deep'", 'EXPRESSION_INVALID', 'got number, text'],
    ['month(island)', 'EXPRESSION_INVALID', 'got text'],
    ['weight * 2', 'SCHEMA_COLUMN_MISSING', '"weight"'],
  ])('refuses %s', (expression, code, received) => {
    const refused = expect(() => evaluate(expression, penguins));
    refused.toThrow(expect.objectContaining({ code }) as Error);
    refused.toThrow(received);
  });
});
