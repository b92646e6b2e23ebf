import { expect, test } from 'vitest';
import { Random } from '../../../core/random.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import type { Target } from '../../../core/trainers/target.js';
import { drawSplits } from '../../../core/tuning/draw-splits.js';
import type { Split } from '../../../core/tuning/split.js';
import { groupKFold, kFold, leaveOneGroupOut, predefinedFolds, timeSeries, type Resampling } from '../../../core/tuning/resampling.js';
import { expectRefusal } from '../../support/expect-refusal.js';

const table = Table.of([
  ['group', stringColumn(['a', 'a', 'b', 'b', 'c', 'c', null, null])],
  ['time', numericColumn('number', [8, 7, 6, 5, 4, 3, 2, 1])],
]);
const target: Target = { task: 'classification', classes: ['no', 'yes'], values: Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1) };

function draw(resampling: Resampling, { rows = table, of = target }: { rows?: Table; of?: Target } = {}): Split[] {
  return drawSplits(resampling, rows, { target: of, random: new Random('folds') });
}
const heldOut = (splits: readonly Split[]): number[][] => splits.map((split) => [...split.heldOut]);
const all: readonly Resampling[] = [
  kFold({ folds: 4 }),
  kFold({ folds: 2, repeats: 3, stratify: false }),
  groupKFold({ by: 'group', folds: 2 }),
  leaveOneGroupOut({ by: 'group' }),
  timeSeries({ by: 'time', folds: 3 }),
  predefinedFolds({ by: 'group' }),
];

test.each(all)('never trains on a row that is held out: $resampling', (resampling) => {
  const splits = draw(resampling);
  expect(splits.length).toBeGreaterThan(1);
  for (const split of splits) {
    expect([split.training.length, split.heldOut.length].every((rows) => rows > 0)).toBe(true);
    expect([...split.training].filter((row) => split.heldOut.includes(row))).toEqual([]);
  }
});

test('gives every fold its share of every class', () => {
  for (const rows of heldOut(draw(kFold({ folds: 4 })))) expect(rows.map((row) => target.values[row])).toEqual([0, 1]);
});

test('draws other folds in every repeat, and keeps the first', () => {
  const three = heldOut(draw(kFold({ folds: 2, repeats: 3 })));
  expect(three).toHaveLength(6);
  expect(three.slice(0, 2)).toEqual(heldOut(draw(kFold({ folds: 2 }))));
  expect(three[2]).not.toEqual(three[0]);
});

test('holds out a group at a time; rows without a group are one', () => {
  expect(heldOut(draw(leaveOneGroupOut({ by: 'group' })))).toEqual([[0, 1], [2, 3], [4, 5], [6, 7]]); // prettier-ignore
});

test('holds out the folds that a column names, and always trains on rows without one', () => {
  const splits = draw(predefinedFolds({ by: 'group' }));
  expect(heldOut(splits)).toEqual([[0, 1], [2, 3], [4, 5]]); // prettier-ignore
  expect(splits.every(({ training }) => training.includes(6) && training.includes(7))).toBe(true);
});

test('trains on the past, in the folds of scikit-learn 1.9.1 TimeSeriesSplit(n_splits=3, gap=1)', () => {
  const splits = draw(timeSeries({ by: 'time', folds: 3, gap: 1 }));
  // Row 7 has the earliest time, so row r stands at place 7 − r.
  expect(splits.map(({ training, heldOut: rows }) => [[...training], [...rows]])).toEqual([
    [[7], [4, 5]],
    [
      [5, 6, 7],
      [2, 3],
    ],
    [
      [3, 4, 5, 6, 7],
      [0, 1],
    ],
  ]);
});

test('never parts rows of one moment', () => {
  const rows = Table.of([['time', numericColumn('number', [1, 1, 2, 2, 2, 2, 3, 3])]]);
  const splits = draw(timeSeries({ by: 'time', folds: 2 }), { rows });
  const times = (split: ArrayLike<number>): number[] => [...new Set(Array.from(split, (row) => Number(rows.cell('time', row))))];
  expect(splits.map((split) => [times(split.training), times(split.heldOut)])).toEqual([[[1], [2]], [[1, 2], [3]]]); // prettier-ignore
});

test('refuses more folds than groups', () => {
  expectRefusal(() => draw(groupKFold({ by: 'group', folds: 5 })), 'FOLDS_IMPOSSIBLE', 'got 4');
});
