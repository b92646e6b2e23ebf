import { expect, test } from 'vitest';
import { binsOf } from '../../../core/drift/bins.js';
import { compareProfiles, profileLike } from '../../../core/drift/drift-report.js';
import type { DriftMeasure } from '../../../core/drift/measures.js';
import { populationStabilityIndex } from '../../../core/drift/population-stability-index.js';
import { ProfileBuilder } from '../../../core/drift/profile-builder.js';
import type { TableProfile } from '../../../core/drift/profile.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import { expectRefusal } from '../../support/expect-refusal.js';

function rows(shift: number, { count = 1000 } = {}): Table {
  return Table.of([
    [
      'age',
      numericColumn(
        'number',
        Array.from({ length: count }, (_, row) => (row % 100) + shift),
      ),
    ],
    ['colour', stringColumn(Array.from({ length: count }, (_, row) => (row % 4 < 2 + shift / 50 ? 'red' : row % 4 === 3 ? null : 'blue')))],
  ]);
}

function profileOf(table: Table, partRows = table.rows): TableProfile {
  const builder = new ProfileBuilder(binsOf(table));
  for (let start = 0; start < table.rows; start += partRows) builder.add(table.slice(start, start + partRows));
  return builder.finish();
}

test('counts numbers between quantiles and texts by frequency', () => {
  const { age, colour } = profileOf(rows(0)).columns;
  expect(age).toMatchObject({ kind: 'numeric', minimum: 0, maximum: 99, missing: 0, edges: [9, 19, 29, 39, 49, 59, 69, 79, 89] });
  expect(age).toMatchObject({ counts: [100, 100, 100, 100, 100, 100, 100, 100, 100, 100] });
  expect(colour).toEqual({
    kind: 'categories',
    type: 'string',
    rows: 1000,
    missing: 250,
    counts: [
      ['red', 500],
      ['blue', 250],
    ],
    others: 0,
  });
});

test('profiles the same, however the rows are cut into parts', () => {
  expect(profileOf(rows(0), 64)).toEqual(profileOf(rows(0)));
});

test('survives JSON', () => {
  const profile = profileOf(Table.of([['empty', numericColumn('number', [NaN, NaN])]]));
  expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
});

const psi = { by: 'psi', threshold: 0.2 } as const;

test('sees no drift in equal rows and ranks a shifted column first', () => {
  const reference = profileOf(rows(0));
  const current = (table: Table): TableProfile => {
    const builder = profileLike(reference, table.schema);
    builder.add(table);
    return builder.finish();
  };
  expect(compareProfiles({ reference, current: current(rows(0)), ...psi }).map(({ psi }) => psi)).toEqual([0, 0]);

  const [first, second] = compareProfiles({ reference, current: current(rows(30)), ...psi });
  expect(first).toMatchObject({ column: 'age', drifted: true });
  expect(second?.psi).toBeLessThan(first?.psi ?? 0);
});

test('judges by the measure that is asked for, and by the stability index where it does not apply', () => {
  const reference = profileOf(rows(0));
  const builder = profileLike(reference, rows(0).schema);
  builder.add(rows(3).with('colour', rows(0).column('colour')));
  const shifted = Float64Array.from({ length: 1000 }, (_, row) => Math.floor(row / 10));
  const values = new Map([['age', { reference: shifted, current: shifted.map((value) => value + 3) }]]);
  const driftedBy = (by: DriftMeasure, threshold: number): string[] =>
    compareProfiles({ reference, current: builder.finish(), values, by, threshold }).flatMap(({ column, drifted }) =>
      drifted ? [column] : [],
    );
  expect(driftedBy('psi', 0.2)).toEqual([]);
  expect(driftedBy('wasserstein', 0.1)).toEqual(['age']); // 3 of a deviation of 28.9
  expect(driftedBy('wasserstein', 0.11)).toEqual([]);
  expect(driftedBy('kolmogorovSmirnov', 0.9)).toEqual([]); // p is 0.76: below 0.9, but not below its half, for two columns
});

test('counts texts that the reference does not name together', () => {
  const reference = profileOf(rows(0));
  const builder = profileLike(reference, rows(0).schema);
  builder.add(
    Table.of([
      ['age', numericColumn('number', [1, 2])],
      ['colour', stringColumn(['green', 'red'])],
    ]),
  );
  expect(builder.finish().columns['colour']).toMatchObject({
    counts: [
      ['red', 1],
      ['blue', 0],
    ],
    others: 1,
    missing: 0,
  });
});

test('agrees with the index computed by hand', () => {
  // (0.3 − 0.5)·ln(0.3/0.5) + (0.7 − 0.5)·ln(0.7/0.5)
  expect(populationStabilityIndex({ reference: [50, 50], current: [30, 70] })).toBeCloseTo(0.16945957207744, 12);
});

test('stays finite when a bin is empty', () => {
  expect(populationStabilityIndex({ reference: [100, 0], current: [50, 50] })).toBeGreaterThan(1);
});

test('refuses counts of other bins', () => {
  expectRefusal(() => populationStabilityIndex({ reference: [1, 2], current: [1, 2, 3] }), 'SHAPE_MISMATCH', 'got 3');
});

test('refuses a column of another type than in training', () => {
  const builder = profileLike(profileOf(rows(0)), rows(0).schema);
  expectRefusal(
    () => {
      builder.add(rows(0).with('age', stringColumn(Array.from({ length: 1000 }, () => 'old'))));
    },
    'SCHEMA_TYPE_MISMATCH',
    'got string',
  );
});
