import { describe, expect, test } from 'vitest';
import { tableFromRows } from '../../../../core/table/from-rows.js';
import type { Table } from '../../../../core/table/table.js';
import { checkSearch } from '../../../../core/tuning/search-space.js';
import { trainerOf } from '../../../../core/trainers/trainers.js';
import { chooseCandidates } from '../../../../core/tuning/auto/choose-candidates.js';
import { chooseStudy } from '../../../../core/tuning/auto/choose-study.js';
import { defaultPlace } from '../../../../core/tuning/default-place.js';
import { searchSpaceOf } from '../../../../core/tuning/search-space.js';
import { expectRefusal } from '../../../support/expect-refusal.js';

const plots = ['a long way down the hill', 'two men and one small boat', 'she never came back home', 'war breaks out in the north'];

const films = (ratings: readonly (number | string)[]): Table =>
  tableFromRows(
    ratings.map((rating, row) => ({
      title: `film ${String(row)}`,
      genre: row % 2 === 0 ? 'drama' : 'comedy',
      plot: `${plots[row % 4] ?? ''} ${String(row)}`,
      minutes: row === 1 ? null : 80 + row,
      country: 'FR',
      rating,
    })),
  );

const found = (table: Table, wishes: object = {}) => chooseStudy(table, { target: 'rating', leaveOut: [], ...wishes });

describe('the kind of problem', () => {
  test.each([
    { ratings: ['good', 'bad', 'good', 'bad'], task: 'classification', metric: 'logLoss' },
    { ratings: [1, 2, 3, 1], task: 'classification', metric: 'logLoss' },
    { ratings: [1.5, 2.5, 3.5, 1.5], task: 'regression', metric: 'rmse' },
    { ratings: Array.from({ length: 11 }, (_, row) => row), task: 'regression', metric: 'rmse' },
  ])('of target $ratings is $task', ({ ratings, task, metric }) => {
    expect(found(films(ratings))).toMatchObject({ task, metric });
  });

  test('is what the author says, and the metric too', () => {
    expect(found(films([1, 2, 3, 1]), { task: 'regression', metric: 'mae' })).toMatchObject({ task: 'regression', metric: 'mae' });
  });
});

test('makes features by type: prose to words, few texts a column each, gaps the median; columns of one value and names go', () => {
  const { recipe } = found(films([1, 2, 3, 1, 2, 3]));
  expect(recipe.steps.map(({ transform, select }) => [transform, 'names' in select ? select.names : select.by])).toEqual([
    ['drop', ['title', 'country']],
    ['impute', ['minutes']],
    ['text', ['plot']],
    ['encode', ['genre']],
    ['impute', 'numeric'],
    ['scale', 'numeric'],
  ]);
});

test('leaves out what the author says', () => {
  const { recipe } = found(films([1, 2, 3, 1]), { leaveOut: ['plot', 'minutes'] });
  expect(recipe.steps[0]).toMatchObject({ transform: 'drop', select: { names: ['plot', 'minutes'] } });
  expect(JSON.stringify(recipe.steps.slice(1))).not.toContain('plot');
});

test('says of many texts what the target is where they occur', () => {
  const table = tableFromRows(Array.from({ length: 100 }, (_, row) => ({ city: `city ${String(row % 40)}`, rating: row / 3 })));
  expect(found(table).recipe.steps[0]).toMatchObject({ transform: 'encode', options: { as: 'target' } });
});

test.each(['classification', 'regression'] as const)(
  'gives spaces that the trainers of %s accept, and begins at their defaults',
  (task) => {
    for (const rows of [100, 5_000, 1_000_000]) {
      for (const choice of chooseCandidates(task, rows)) {
        const { hyperparameters, tasks } = trainerOf(choice.name);
        expect(tasks).toContain(task);
        checkSearch(choice, hyperparameters);
        const place = defaultPlace(searchSpaceOf(choice));
        const defaults = hyperparameters.parse({}) as Record<string, unknown>;
        for (const [name, value] of Object.entries(place)) if (defaults[name] !== undefined) expect(value).toBe(defaults[name]);
      }
    }
  },
);

test('refuses a target that is not there, and rows with nothing to learn from', () => {
  expectRefusal(() => chooseStudy(films([1, 2, 3, 1]), { target: 'stars', leaveOut: [] }), 'SCHEMA_COLUMN_MISSING', 'stars');
  const nothing = tableFromRows([
    { same: 1, rating: 1 },
    { same: 1, rating: 2 },
  ]);
  expectRefusal(() => found(nothing), 'RECIPE_NO_FEATURES', 'rating');
});
