import { expect, test } from 'vitest';
import { prepareActivity } from '../../activities/prepare.js';
import { trainActivity } from '../../activities/train.js';
import { compareWithCore } from '../../core/model/parity.js';
import { numericColumn, stringColumn } from '../../core/table/columns.js';
import type { Table } from '../../core/table/table.js';
import type { FeatureMatrix } from '../../core/trainers/define-trainer.js';
import { gbdt } from '../../core/trainers/gbdt.js';
import { readActual } from '../../core/trainers/target.js';
import { predictWith, trainEstimator } from '../../core/trainers/train-estimator.js';
import { applyRecipe } from '../../core/transforms/apply-recipe.js';
import { categorical, recipe } from '../../core/transforms/recipe.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import { trainerTools } from '../core/trainers/trainer-tools.js';
import { penguins } from './penguins.js';
import { StageBench } from './stage-bench.js';

const bench = new StageBench();

/** Every third bird from an island that no other is from, every fourth of unknown sex, every fifth without a beak. */
function unheardOf(birds: Table): Table {
  const rows = Array.from({ length: birds.rows }, (_, row) => row);
  const text = (column: string, row: number): string => String(birds.cell(column, row) ?? '');
  const beaks = rows.map((row) => (row % 5 === 0 ? NaN : Number(birds.cell('Beak Length (mm)', row) ?? NaN)));
  return birds
    .with('Island', stringColumn(rows.map((row) => (row % 3 === 0 ? 'Atlantis' : text('Island', row)))))
    .with('Sex', stringColumn(rows.map((row) => (row % 4 === 0 ? null : text('Sex', row)))))
    .with('Beak Length (mm)', numericColumn('number', beaks));
}

test('train exports trees that take unknown categories and missing numbers as the core does', async () => {
  const birds = penguins();
  const train = await bench.store(birds);
  const unimputed = recipe({ target: 'Species' }).encode(categorical(), { as: 'category' });
  const { model } = (await bench.run(trainActivity, { train }, { trainer: gbdt(), recipe: unimputed })).outputs;
  const { transform } = (await bench.run(prepareActivity, { train }, { recipe: unimputed })).outputs;
  const [trained, fitted] = [await bench.load('model', model), await bench.load('transform', transform)];
  const { signature, importance } = trained.card;
  expect(importance?.map(({ feature }) => feature)).toEqual(expect.arrayContaining(['Beak Length (mm)', 'Island']));
  expect(importance?.map(({ gain }) => gain)).toEqual(importance?.map(({ gain }) => gain).toSorted((one, other) => other - one));
  expect(importance?.every(({ splits }) => Number.isInteger(splits) && splits > 0)).toBe(true);

  const target = readActual(birds.column('Species'), { name: 'Species', classes: signature.classes });
  const estimator = await trainEstimator(gbdt(), { features: applyRecipe(fitted, birds), target, classes: 3 }, trainerTools());
  const predict = (features: FeatureMatrix): Float32Array => {
    expect(features.cardinalities).toContain(3);
    return Float32Array.from(predictWith(estimator, features));
  };
  const compared = { model: await trained.graph(), graphs: createGraphRunner(), recipe: fitted, signature, predict };
  const { difference, tolerance, rows } = await compareWithCore({ ...compared, rows: unheardOf(birds) });
  expect(rows).toBe(344);
  expect(difference).toBeLessThanOrEqual(tolerance);
});
