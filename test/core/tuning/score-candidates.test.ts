import { expect, test } from 'vitest';
import { metricOf } from '../../../core/metrics/metrics.js';
import { Random } from '../../../core/random.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import { dummy } from '../../../core/trainers/dummy.js';
import { logistic } from '../../../core/trainers/logistic.js';
import { readTarget } from '../../../core/trainers/target.js';
import { numeric, recipe } from '../../../core/transforms/recipe.js';
import { drawSplits } from '../../../core/tuning/draw-splits.js';
import type { Split } from '../../../core/tuning/split.js';
import { kFold } from '../../../core/tuning/resampling.js';
import { indicesOf } from '../../../core/tuning/sample-rows.js';
import { scoreCandidates, type Contest } from '../../../core/tuning/score-candidates.js';
import { expectRejection } from '../../support/expect-refusal.js';
import { trainerTools } from '../trainers/trainer-tools.js';

const ROWS = 300;

/** One column that tells the class, or nothing but noise, and a column of noise. */
function rows({ telling }: { telling: boolean }): Table {
  const random = new Random('rows');
  const classes = Array.from({ length: ROWS }, () => random.below(2));
  return Table.of([
    ['class', stringColumn(classes.map((index) => (index === 1 ? 'yes' : 'no')))],
    [
      'signal',
      numericColumn(
        'number',
        classes.map((index) => (telling ? index : 0) + 2 * random.next()),
      ),
    ],
    [
      'noise',
      numericColumn(
        'number',
        classes.map(() => random.next()),
      ),
    ],
  ]);
}

function contest(table: Table, change: Partial<Contest> = {}): Contest {
  const target = readTarget(table.column('class'), { name: 'class', task: 'classification' });
  const candidates = [dummy(), logistic({ l2: 1 }), logistic({ l2: 1000 })];
  return {
    table,
    target,
    recipe: recipe({ target: 'class' }).scale(numeric(), { as: 'standard' }),
    candidates,
    splits: drawSplits(kFold(), table, { target, random: new Random('folds') }),
    metric: metricOf('rocAuc'),
    ...change,
  };
}

/** Two folds: the rows for which the answer is no are held out first, the others second. */
function halves(isSecond: (row: number) => boolean): Split[] {
  const [first, second] = [indicesOf(ROWS, (row) => !isSecond(row)), indicesOf(ROWS, isSecond)];
  return [
    { training: second, heldOut: first },
    { training: first, heldOut: second },
  ];
}

test('ranks candidates by their mean over the folds, with its spread', async () => {
  const [best, , worst] = await scoreCandidates(contest(rows({ telling: true })), trainerTools());
  expect(best).toMatchObject({ trainer: { name: 'logistic' } });
  expect(best?.mean).toBeGreaterThan(0.8);
  expect(best?.folds).toHaveLength(5);
  expect(best?.deviation).toBeGreaterThan(0);
  expect(worst).toMatchObject({ trainer: { name: 'dummy' }, mean: 0.5, deviation: 0 });
});

test('puts the lowest loss first', async () => {
  const scores = await scoreCandidates(contest(rows({ telling: true }), { metric: metricOf('logLoss') }), trainerTools());
  expect(scores.map(({ mean }) => mean)).toEqual(scores.map(({ mean }) => mean).toSorted((left, right) => left - right));
});

test('scores features without a signal as chance', async () => {
  const scores = await scoreCandidates(contest(rows({ telling: false })), trainerTools());
  for (const { mean } of scores) expect(Math.abs(mean - 0.5)).toBeLessThan(0.1); // 3 deviations of the AUC of 300 random rows
});

test('goes on from the scores that it kept, without training again what they are of', async () => {
  const kept: Uint8Array[] = [];
  const checkpoint = { kept: undefined, keep: (scores: () => Uint8Array) => void kept.push(scores()) };
  const undisturbed = await scoreCandidates(contest(rows({ telling: true })), trainerTools({ checkpoint }));
  const again: Uint8Array[] = [];
  const resumed = { kept: kept.at(-2), keep: (scores: () => Uint8Array) => void again.push(scores()) };
  expect(await scoreCandidates(contest(rows({ telling: true })), trainerTools({ checkpoint: resumed }))).toEqual(undisturbed);
  expect([kept.length, again.length]).toEqual([15, 1]); // 3 candidates on 5 folds; all but the last were done
});

test('fits the recipe without the rows that are held out', async () => {
  // One value that is out of all proportion: scaling that knows it would squeeze the other rows to nothing.
  const table = rows({ telling: true });
  const outlier = numericColumn(
    'number',
    Array.from({ length: ROWS }, (_, row) => (row === 0 ? 1e9 : Number(table.cell('signal', row)))),
  );
  const splits = halves((row) => row !== 0 && row % 2 === 1);
  const skewed = contest(table.with('signal', outlier), { splits, candidates: [logistic()] });
  const plain = contest(table, { splits, candidates: [logistic()] });
  const [withOutlier] = await scoreCandidates(skewed, trainerTools());
  const [without] = await scoreCandidates(plain, trainerTools());
  // Fold 0 holds the outlier out: its model must be the same, and only the outlier's own row may score otherwise.
  expect(Math.abs((withOutlier?.folds[0] ?? 0) - (without?.folds[0] ?? 0))).toBeLessThan(0.02);
});

test('scores the same with the same seed', async () => {
  const first = await scoreCandidates(contest(rows({ telling: true })), trainerTools());
  expect(await scoreCandidates(contest(rows({ telling: true })), trainerTools())).toEqual(first);
});

test('refuses a metric that the held-out rows do not define', async () => {
  const table = rows({ telling: true });
  const refused = scoreCandidates(contest(table, { splits: halves((row) => row !== 0) }), trainerTools());
  await expectRejection(refused, 'METRIC_UNDEFINED', 'rocAuc');
});

test('reports progress over folds and candidates', async () => {
  const fractions: number[] = [];
  const small = contest(rows({ telling: true }), { splits: halves((row) => row % 2 === 0) });
  await scoreCandidates(small, trainerTools({ progress: (fraction) => fractions.push(fraction) }));
  expect(fractions).toEqual(fractions.toSorted((left, right) => left - right));
  expect(fractions.at(-1)).toBeLessThanOrEqual(1);
});
