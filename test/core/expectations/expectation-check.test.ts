import { expect, test } from 'vitest';
import { between } from '../../../core/expectations/between.js';
import { ExpectationCheck, requireExpectations, type ExpectationOutcome } from '../../../core/expectations/expectation-check.js';
import { type ColumnExpectation, columnRules, type TableExpectation, warn } from '../../../core/expectations/expectations.js';
import { fresh } from '../../../core/expectations/fresh.js';
import { matches } from '../../../core/expectations/matches.js';
import { notNull, nullShare } from '../../../core/expectations/null-share.js';
import { ofType } from '../../../core/expectations/of-type.js';
import { oneOf } from '../../../core/expectations/one-of.js';
import { rowCount } from '../../../core/expectations/row-count.js';
import type { TableContract } from '../../../core/expectations/table-contract.js';
import { unique } from '../../../core/expectations/unique.js';
import { varied } from '../../../core/expectations/varied.js';
import { tableFromRows } from '../../../core/table/from-rows.js';

const now = new Date('2026-01-02T00:00:00Z');
const rows = [
  { species: 'Adelie', mass: 3750, seen: '2026-01-01', sex: null },
  { species: 'Gentoo', mass: null, seen: '2026-01-01', sex: 'male' },
  { species: 'Adelie', mass: 4400, seen: '2025-12-01', sex: null },
  { species: 'Auk', mass: 120, seen: '2026-01-01', sex: null },
];
const table = tableFromRows(rows);

interface Given {
  column?: Readonly<Record<string, ColumnExpectation | readonly ColumnExpectation[]>>;
  whole?: readonly TableExpectation[];
  schema?: TableContract;
  partRows?: number;
}

function check({ column = {}, whole = [], schema, partRows = 4 }: Given): readonly ExpectationOutcome[] {
  const checking = new ExpectationCheck(table.schema, { expect: column, whole, schema });
  for (let start = 0; start < table.rows; start += partRows) checking.add(table.slice(start, start + partRows));
  return checking.outcomes(now);
}

const cases: {
  name: string;
  column: string;
  holds: ColumnExpectation;
  broken: ColumnExpectation;
  failing: number;
  firstRow: number | null;
}[] = [
  { name: 'oneOf', column: 'species', holds: oneOf('Adelie', 'Gentoo', 'Auk'), broken: oneOf('Adelie'), failing: 2, firstRow: 2 },
  { name: 'between', column: 'mass', holds: between(100, 4400), broken: between(3000, 4000), failing: 2, firstRow: 3 },
  {
    name: 'between dates',
    column: 'seen',
    holds: between('2025-12-01', '2026-01-01'),
    broken: between('2026-01-01', '2026-01-02'),
    failing: 1,
    firstRow: 3,
  },
  { name: 'matches', column: 'species', holds: matches(/^[A-Z]/), broken: matches(/e$|o$/), failing: 1, firstRow: 4 },
  { name: 'nullShare', column: 'mass', holds: nullShare(0.25), broken: nullShare(0.2), failing: 1, firstRow: 2 },
  { name: 'notNull', column: 'sex', holds: nullShare(1), broken: notNull(), failing: 3, firstRow: 1 },
  { name: 'unique', column: 'species', holds: notNull(), broken: unique(), failing: 1, firstRow: 3 },
  { name: 'ofType', column: 'mass', holds: ofType('number'), broken: ofType('string'), failing: 4, firstRow: 1 },
  { name: 'fresh', column: 'seen', holds: fresh({ withinHours: 24 }), broken: fresh({ withinHours: 23 }), failing: 1, firstRow: null },
  { name: 'varied', column: 'sex', holds: nullShare(1), broken: varied(), failing: 4, firstRow: 1 },
];

test.each(cases)('finds the same of $name in one part and in several', ({ column, holds, broken, failing, firstRow }) => {
  for (const partRows of [1, 2, 4]) {
    const outcomes = check({ column: { [column]: [holds, broken] }, partRows });
    const of = (expectation: ColumnExpectation) =>
      outcomes.filter((outcome) => outcome.column === column && outcome.rule === expectation.rule);
    expect(of(holds)[0]).toMatchObject({ ok: true, failing: 0, firstRow: null });
    expect(of(broken).at(-1)).toMatchObject({ ok: false, failing, firstRow });
  }
});

test('has a case for every rule', () => {
  expect(new Set(cases.map(({ broken }) => broken.rule))).toEqual(new Set(Object.keys(columnRules)));
});

test('warns of a constant and of an all-missing column without being asked', () => {
  const constant = tableFromRows([
    { x: 1, y: null },
    { x: 1, y: null },
  ]);
  const checking = new ExpectationCheck(constant.schema, { expect: {}, whole: [] });
  checking.add(constant);
  expect(checking.outcomes(now)).toMatchObject([
    { column: 'x', rule: 'varied', severity: 'warn', ok: false, received: 1 },
    { column: 'y', rule: 'varied', severity: 'warn', ok: false, expected: 'a value: all are missing' },
  ]);
});

test('counts rows of the whole table', () => {
  expect(check({ whole: [rowCount({ min: 5 })] }).at(-1)).toMatchObject({ column: null, rule: 'rowCount', ok: false, received: 4 });
  expect(check({ whole: [rowCount({ min: 4, max: 4 })] }).at(-1)).toMatchObject({ ok: true });
});

test('refuses a broken expectation naming column, rule, rows and first value', () => {
  expect(() => {
    requireExpectations(check({ column: { species: oneOf('Adelie') } }));
  }).toThrow(
    expect.objectContaining({
      code: 'EXPECTATION_FAILED',
      message: 'column "species", oneOf: expected one of Adelie, got "Gentoo"; 2 rows, first row 2',
    }),
  );
});

test('lets a broken warning pass', () => {
  expect(() => {
    requireExpectations(check({ column: { species: warn(oneOf('Adelie')) } }));
  }).not.toThrow();
});

test('refuses columns that are not there, all at once', () => {
  expect(() => check({ column: { island: notNull(), sex: notNull(), age: notNull() } })).toThrow(
    expect.objectContaining({ code: 'SCHEMA_COLUMN_MISSING', message: expect.stringContaining('columns "island", "age"') as unknown }),
  );
});

test('refuses a rule that does not apply to the type', () => {
  expect(() => check({ column: { species: between(0, 1) } })).toThrow(
    expect.objectContaining({ code: 'EXPECTATION_INVALID', details: expect.objectContaining({ received: 'string' }) as unknown }),
  );
});

test('reports a column that the contract does not know', () => {
  const schema: TableContract = { columns: { species: { type: 'string', expect: [] } }, table: [] };
  const unknown = check({ schema }).filter(({ rule }) => rule === 'known');
  expect(unknown.map(({ column }) => column)).toEqual(['mass', 'seen', 'sex']);
});
