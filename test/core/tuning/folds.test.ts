import { expect, test } from 'vitest';
import { Random } from '../../../core/random.js';
import { apportion } from '../../../core/tuning/apportion.js';
import { groupFolds, randomFolds, stratifiedFolds } from '../../../core/tuning/folds.js';
import { expectRefusal } from '../../support/expect-refusal.js';

const random = (): Random => new Random('7/folds');

test('holds every row out once, in folds of equal size', () => {
  const folds = randomFolds({ rows: 103, folds: 5, random: random() });
  expect(sizes(folds, 5)).toEqual([21, 21, 21, 20, 20]);
});

test('deals every class out evenly', () => {
  const strata = Array.from({ length: 60 }, (_, row) => (row % 6 === 0 ? 1 : 0));
  const folds = stratifiedFolds({ strata, folds: 5, random: random() });
  expect(
    sizes(
      folds.filter((_, row) => strata[row] === 1),
      5,
    ),
  ).toEqual([2, 2, 2, 2, 2]);
  expect(sizes(folds, 5)).toEqual([12, 12, 12, 12, 12]);
});

test('holds a group out as a whole', () => {
  const groups = Array.from({ length: 60 }, (_, row) => row % 12);
  const folds = groupFolds({ groups, folds: 4, random: random() });
  groups.forEach((group, row) => {
    expect(folds[row]).toBe(folds[group]);
  });
  expect(sizes(folds, 4)).toEqual([15, 15, 15, 15]);
});

test('draws the same folds from the same seed, others from another', () => {
  const first = randomFolds({ rows: 50, folds: 5, random: random() });
  expect(randomFolds({ rows: 50, folds: 5, random: random() })).toEqual(first);
  expect(randomFolds({ rows: 50, folds: 5, random: new Random('8/folds') })).not.toEqual(first);
});

test('refuses more folds than rows or groups', () => {
  expectRefusal(() => randomFolds({ rows: 3, folds: 5, random: random() }), 'FOLDS_IMPOSSIBLE', 'got 3');
  expectRefusal(() => groupFolds({ groups: [0, 1, 0, 1, 0, 1], folds: 3, random: random() }), 'FOLDS_IMPOSSIBLE', '3 groups');
});

test('apportions by largest remainders', () => {
  expect(apportion([10, 3, 3, 4], 0.25)).toEqual([2, 1, 1, 1]);
  expect(apportion([100, 100], 0.5)).toEqual([50, 50]);
});

function sizes(foldOfRow: Uint16Array, folds: number): number[] {
  return Array.from({ length: folds }, (_, fold) => foldOfRow.filter((each) => each === fold).length);
}
