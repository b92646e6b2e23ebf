import { describe, expect, test } from 'vitest';
import { metricOf } from '../../../core/metrics/metrics.js';
import { Random } from '../../../core/random.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { concatTables } from '../../../core/table/concat.js';
import { Table } from '../../../core/table/table.js';
import { logistic } from '../../../core/trainers/logistic.js';
import { readTarget } from '../../../core/trainers/target.js';
import { weighFeaturesBy } from '../../../core/trainers/weigh-features.js';
import { applyRecipe } from '../../../core/transforms/apply-recipe.js';
import { fitRecipe } from '../../../core/transforms/fit-recipe.js';
import { encodeOptions } from '../../../core/transforms/encode.js';
import { consecutivePlaces } from '../../../core/transforms/places.js';
import { all, columns, numeric, recipe, type RecipeSpecification } from '../../../core/transforms/recipe.js';
import { selectFeaturesOptions } from '../../../core/transforms/select-features.js';
import { drawSplits } from '../../../core/tuning/draw-splits.js';
import { prepareFold, type PreparedFold } from '../../../core/tuning/prepare-fold.js';
import { kFold } from '../../../core/tuning/resampling.js';
import { scoreCandidates } from '../../../core/tuning/score-candidates.js';
import { formsOf } from '../transforms/forms-of.js';
import { partsOf, randomRows } from '../transforms/rows.js';
import { samples } from '../transforms/samples.js';
import { trainerTools } from '../trainers/trainer-tools.js';

const ROWS = 300;
const FEATURES = 200;

/** The area under the curve of chance is 0.5, its deviation over 300 rows 0.033: three of them. */
const CHANCE = { low: 0.4, high: 0.6 };

/** Nothing tells the class. So many features, and texts so rare, that some seem to. */
const random = new Random('leaks');
const classes = Array.from({ length: ROWS }, () => random.below(2));
const table = Table.of([
  ['class', stringColumn(classes.map((index) => (index === 1 ? 'yes' : 'no')))],
  ['id', stringColumn(classes.map(() => `id ${String(random.below(ROWS / 2))}`))],
  ...Array.from({ length: FEATURES }, (_, index) => {
    const values = Float64Array.from(classes, () => random.next());
    return [`feature${String(index)}`, numericColumn('number', values)] as const;
  }),
]);

const target = readTarget(table.column('class'), { name: 'class', task: 'classification' });
const trainer = logistic({ l2: 1 });

/** Mean area under the curve of held-out rows. */
async function crossValidate(specification: RecipeSpecification, rows = table): Promise<number> {
  const splits = drawSplits(kFold(), rows, { target, random: new Random('folds') });
  const contest = { table: rows, target, recipe: specification, candidates: [trainer], splits, metric: metricOf('rocAuc') };
  const [score] = await scoreCandidates(contest, trainerTools());
  return score?.mean ?? NaN;
}

const base = recipe({ target: 'class' });
const ofNumbers = base.drop(columns('id'));

const choices = [
  { by: 'variance', threshold: 0.083 },
  { by: 'correlation', threshold: 0.1 },
  { by: 'anova-f', keep: 10 },
  { by: 'chi2', keep: 10 },
  { by: 'mutual-information', keep: 10 },
  { by: 'importance', trainer, keep: 10 },
  { by: 'l1', trainer, threshold: 1 },
  { by: 'recursive-elimination', trainer, keep: 10, step: 0.3 },
] as const;

const encodings = [
  { as: 'one-hot' },
  { as: 'ordinal' },
  { as: 'category' },
  { as: 'target' },
  { as: 'frequency' },
  { as: 'hashing', columns: 64 },
] as const;

describe('random features of a random target score as chance', () => {
  test.each(choices)('when they are chosen by $by in the folds', async (choice) => {
    const score = await crossValidate(ofNumbers.selectFeatures(numeric(), choice));
    expect(score).toBeGreaterThan(CHANCE.low);
    expect(score).toBeLessThan(CHANCE.high);
  });

  test.each(encodings)('when texts are encoded by $as in the folds', async (encoding) => {
    const encoded = base.select(columns('id')).encode(all(), encoding).impute(all(), { strategy: 'constant', value: 0 });
    const score = await crossValidate(encoded);
    expect(score).toBeGreaterThan(CHANCE.low);
    expect(score).toBeLessThan(CHANCE.high);
  });
});

test('asks that of every way to choose and to encode', () => {
  expect(new Set(choices.map(({ by }) => by))).toEqual(formsOf(selectFeaturesOptions));
  expect(new Set(encodings.map(({ as }) => as))).toEqual(formsOf(encodeOptions));
});

describe('learns nothing from rows that are held out', () => {
  const rows = Uint32Array.from({ length: 500 }, (_, row) => row);
  const split = { training: rows.subarray(0, 400), heldOut: rows.subarray(400) };
  const training = randomRows('training', { rows: 400 });

  test.each(samples)('$transform: $title', async ({ recipe: specification }) => {
    const trainedBeside = async (seed: string): Promise<PreparedFold['training']> => {
      const whole = concatTables([training, randomRows(seed, { rows: 100 })]);
      const known = { task: 'regression', classes: [], values: new Float64Array(500) } as const; // the recipe reads the target from its column
      const fold = await prepareFold({ table: whole, target: known }, { split, recipe: specification }, trainerTools());
      return fold.training;
    };
    expect(await trainedBeside('some')).toEqual(await trainedBeside('others'));
  });
});

test('would score far better had the choice seen the held-out rows', async () => {
  const specification = ofNumbers.selectFeatures(numeric(), { by: 'anova-f', keep: 10 });
  const chosen = await fitRecipe(specification, partsOf(table), { weigh: weighFeaturesBy(trainerTools()) });
  expect(await crossValidate(base.select(columns(...chosen.features)))).toBeGreaterThan(CHANCE.high + 0.05);
});

test('keeps from training rows what their own targets say of a text', async () => {
  const fitted = await fitRecipe(base.select(columns('id')).encode(all(), { as: 'target', smooth: 0 }), partsOf(table));
  const correlationWith = (encoded: Float32Array): number => correlation(encoded, target.values);
  const cheating = applyRecipe(fitted, table).data;
  const honest = applyRecipe(fitted, table, { trainingPlaces: consecutivePlaces(0, ROWS) }).data;
  expect(correlationWith(cheating)).toBeGreaterThan(0.6);
  // What others of the same text say has nothing to do with a random target: three deviations of chance.
  expect(Math.abs(correlationWith(honest))).toBeLessThan(3 / Math.sqrt(ROWS));
});

function correlation(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  const [meanLeft, meanRight] = [mean(left), mean(right)];
  let [both, one, other] = [0, 0, 0];
  for (let row = 0; row < left.length; row++) {
    const [x, y] = [(left[row] ?? NaN) - meanLeft, (right[row] ?? NaN) - meanRight];
    both += x * y;
    one += x * x;
    other += y * y;
  }
  return both / Math.sqrt(one * other);
}
