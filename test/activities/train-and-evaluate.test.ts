import { beforeAll, describe, expect, test } from 'vitest';
import { evaluateActivity } from '../../activities/evaluate.js';
import { monitorActivity } from '../../activities/monitor.js';
import { prepareActivity } from '../../activities/prepare.js';
import { selectActivity } from '../../activities/select.js';
import { splitActivity } from '../../activities/split.js';
import { trainActivity } from '../../activities/train.js';
import type { DriftReport } from '../../core/drift/drift-report.js';
import { numericColumn } from '../../core/table/columns.js';
import type { Table } from '../../core/table/table.js';
import { categorical, columns, numeric, recipe } from '../../core/transforms/recipe.js';
import { dummy } from '../../core/trainers/dummy.js';
import { logistic } from '../../core/trainers/logistic.js';
import { ridge } from '../../core/trainers/ridge.js';
import { grid } from '../../core/tuning/grid.js';
import type { ArtifactReference } from '../../stores/metadata/metadata-store.js';
import { expectRejection } from '../support/expect-refusal.js';
import { massRecipe, penguins, speciesRecipe } from './penguins.js';
import { StageBench } from './stage-bench.js';

const bench = new StageBench();
let rows: { readonly train: ArtifactReference; readonly test: ArtifactReference };

beforeAll(async () => {
  const table = await bench.store(penguins(), 100);
  rows = (await bench.run(splitActivity, { table }, { testFraction: 0.25, stratifyBy: 'Species' })).outputs;
});

const candidates = [dummy(), ...grid({ l2: [0.1, 1, 10] }).map((point) => logistic(point))];

async function select(): Promise<ArtifactReference> {
  const { outputs } = await bench.run(selectActivity, { train: rows.train }, { recipe: speciesRecipe, candidates, metric: 'f1Macro' });
  return outputs.candidate;
}

async function trainSpecies(): Promise<ArtifactReference> {
  const { outputs } = await bench.run(trainActivity, { train: rows.train, candidate: await select() }, {});
  return outputs.model;
}

describe('select', () => {
  test('finds the candidates that have learned something', async () => {
    const candidate = await bench.load('candidate', await select());
    expect(candidate).toMatchObject({ task: 'classification', trainer: { name: 'logistic' }, metric: 'f1Macro' });
    expect(candidate.scores).toHaveLength(4);
    expect(candidate.scores[0]?.mean).toBeGreaterThan(0.95);
    expect(candidate.scores.at(-1)?.trainer.name).toBe('dummy');
  });

  test('compares on a sample when it is told to', async () => {
    const params = { recipe: speciesRecipe, candidates: [logistic()], metric: 'accuracy', sampleRows: 100, folds: 3 };
    const { figures } = await bench.run(selectActivity, { train: rows.train }, params);
    expect(figures).toMatchObject({ rows: 100, best: 'logistic' });
  });

  test('refuses a metric of another task than the candidates', async () => {
    const params = { recipe: speciesRecipe, candidates: [logistic()], metric: 'rmse' };
    await expectRejection(bench.run(selectActivity, { train: rows.train }, params), 'METRIC_TASK', '"rmse"');
  });
});

describe('train', () => {
  test('gives a model with the same digest every time', async () => {
    expect(await trainSpecies()).toEqual(await trainSpecies());
  });

  test('describes the model on its card', async () => {
    const { card } = await bench.load('model', await trainSpecies());
    expect(card.signature).toMatchObject({ task: 'classification', target: 'Species', classes: ['Adelie', 'Chinstrap', 'Gentoo'] });
    expect(card.trainer?.name).toBe('logistic');
    expect(card.notes).toMatchObject({ rows: 258, converged: true, metric: 'f1Macro' });
    expect(card.profile?.columns['Island']).toMatchObject({ kind: 'categories', rows: 258 });
    expect(card.provenance).toMatchObject({ trainedOn: rows.train.digest, seed: 7 });
  });

  test('takes a fitted transform, or a recipe with a trainer, to the same model', async () => {
    const { transform } = (await bench.run(prepareActivity, { train: rows.train }, { recipe: speciesRecipe })).outputs;
    const trainer = logistic({ l2: 1 });
    const prepared = await bench.run(trainActivity, { train: rows.train, transform }, { trainer });
    const fitted = await bench.run(trainActivity, { train: rows.train }, { trainer, recipe: speciesRecipe });
    expect(prepared.outputs).toEqual(fitted.outputs);
  });

  test('trains on a sample when it is told to', async () => {
    const { figures } = await bench.run(
      trainActivity,
      { train: rows.train },
      { trainer: logistic(), recipe: speciesRecipe, sampleRows: 100 },
    );
    expect(figures).toMatchObject({ rows: 100 });
  });

  test('counts rows by a weight column, which is no feature then', async () => {
    const weight = (table: Table): Table => table.with('weight', numericColumn('number', new Float64Array(table.rows).fill(2)));
    const [train, weighted] = await Promise.all([bench.store(penguins()), bench.store(weight(penguins()))]);
    const params = { recipe: speciesRecipe, candidates: [logistic({ l2: 0 })], metric: 'accuracy', folds: 2 };
    const { candidate } = (await bench.run(selectActivity, { train: weighted }, { ...params, weightColumn: 'weight' })).outputs;
    const [model, plain] = await Promise.all([
      bench.run(trainActivity, { train: weighted, candidate }, {}),
      bench.run(trainActivity, { train }, { recipe: speciesRecipe, trainer: logistic({ l2: 0 }) }),
    ]);
    const [{ card }, { card: plainCard }] = [
      await bench.load('model', model.outputs.model),
      await bench.load('model', plain.outputs.model),
    ];
    expect(card.signature).toEqual(plainCard.signature);
    expect(card.notes['iterations']).toBe(plainCard.notes['iterations']); // all weights alike change nothing
  });

  test('refuses a transform that reads the weight column', async () => {
    const { transform } = (await bench.run(prepareActivity, { train: rows.train }, { recipe: massRecipe })).outputs;
    const params = { trainer: ridge(), weightColumn: 'Beak Depth (mm)' };
    await expectRejection(bench.run(trainActivity, { train: rows.train, transform }, params), 'PARAMETER_INVALID', '"Beak Depth (mm)"');
  });

  test('refuses a weight column without numbers', async () => {
    const params = { trainer: logistic(), recipe: speciesRecipe, weightColumn: 'Island' };
    await expectRejection(bench.run(trainActivity, { train: rows.train }, params), 'SAMPLE_WEIGHT_INVALID', 'got string');
  });

  test('refuses to be told twice, or not at all, what to train', async () => {
    const both = bench.run(trainActivity, { train: rows.train, candidate: await select() }, { trainer: logistic() });
    await expectRejection(both, 'PARAMETER_INVALID', 'got both');
    await expectRejection(bench.run(trainActivity, { train: rows.train }, { recipe: speciesRecipe }), 'PARAMETER_INVALID', 'got neither');
    await expectRejection(bench.run(trainActivity, { train: rows.train }, { trainer: logistic() }), 'PARAMETER_INVALID', 'got none');
  });

  test('refuses a target column that the table lacks', async () => {
    const refused = bench.run(trainActivity, { train: rows.train }, { trainer: logistic(), recipe: recipe({ target: 'Spezies' }) });
    await expectRejection(refused, 'SCHEMA_COLUMN_MISSING', '"Spezies"');
  });

  test('refuses a target with missing values', async () => {
    const refused = bench.run(trainActivity, { train: rows.train }, { trainer: ridge(), recipe: massRecipe });
    await expectRejection(refused, 'TARGET_VALUE_MISSING', 'dropMissing: ["Body Mass (g)"]');
  });
});

describe('train with a decision', () => {
  const adelieRecipe = recipe({ target: 'isAdelie' })
    .drop(columns('Species', 'Beak Length (mm)'))
    .impute(numeric(), { strategy: 'median' })
    .encode(categorical(), { as: 'one-hot' })
    .scale(numeric(), { as: 'standard' });
  let table: ArtifactReference;

  beforeAll(async () => {
    const birds = penguins();
    const isAdelie = Float64Array.from({ length: birds.rows }, (_, row) => Number(birds.cell('Species', row) === 'Adelie'));
    table = await bench.store(birds.with('isAdelie', numericColumn('boolean', isAdelie)), 100);
  });

  async function decide(decision: object): Promise<{ model: ArtifactReference; figures: Readonly<Record<string, number | string>> }> {
    const { outputs, figures } = await bench.run(trainActivity, { train: table }, { trainer: logistic(), recipe: adelieRecipe, decision });
    return { model: outputs.model, figures };
  }

  test('chooses the threshold by costs, and the graph and the evaluation label by it', async () => {
    const { model, figures } = await decide({ threshold: { costs: [[0, 1], [20, 0]] } }); // prettier-ignore
    expect(figures['threshold']).toBeLessThan(0.5);
    expect(figures['costAtThreshold']).toBeLessThan(Number(figures['costAtHalf']));
    const { card } = await bench.load('model', model);
    expect(card.signature.threshold).toBe(figures['threshold']);
    const recallOf = async (of: ArtifactReference): Promise<number> => {
      const { evaluation } = (await bench.run(evaluateActivity, { model: of, test: table }, { importanceRepeats: 0, resamples: 0 }))
        .outputs;
      return (await bench.load('evaluation', evaluation)).metrics['recall'] ?? NaN;
    };
    expect(await recallOf(model)).toBeGreaterThan(await recallOf((await decide({})).model));
  });

  test.each(['sigmoid', 'isotonic'] as const)('exports a %s calibration into the graph', async (calibration) => {
    const { model } = await decide({ calibration, threshold: { metric: 'f1' } });
    expect((await decide({ calibration, threshold: { metric: 'f1' } })).model).toEqual(model); // the same bytes
    const { evaluation } = (await bench.run(evaluateActivity, { model, test: table }, { importanceRepeats: 0, resamples: 0 })).outputs;
    expect((await bench.load('evaluation', evaluation)).metrics['brierScore']).toBeLessThan(0.15);
    expect((await bench.load('model', model)).card.notes).toMatchObject({ calibration });
  });

  test('calibrates more classes than two', async () => {
    const params = { trainer: logistic(), recipe: speciesRecipe, decision: { calibration: 'isotonic' as const } };
    const { model } = (await bench.run(trainActivity, { train: rows.train }, params)).outputs;
    const { evaluation } = (await bench.run(evaluateActivity, { model, test: rows.test }, { resamples: 0 })).outputs;
    expect((await bench.load('evaluation', evaluation)).metrics['accuracy']).toBeGreaterThan(0.95);
  });

  test.each([
    { what: 'costs', threshold: { costs: [[0, 1, 1], [30, 0, 30], [1, 1, 0]] }, note: 'costAtLeastExpected' }, // prettier-ignore
    { what: 'weights of classes', threshold: { metric: 'balancedAccuracy' }, note: 'balancedAccuracyAtWeights' },
  ])('exports $what of three classes into the graph, and the evaluation labels by them', async ({ threshold, note }) => {
    const weak = recipe({ target: 'Species' }).select(columns('Body Mass (g)')).impute(numeric(), { strategy: 'median' });
    const of = async (decision: object) =>
      (await bench.run(trainActivity, { train: rows.train }, { trainer: logistic(), recipe: weak, decision })).outputs.model;
    const recallOfSecond = async (model: ArtifactReference): Promise<number> => {
      const { evaluation } = (await bench.run(evaluateActivity, { model, test: rows.test }, { importanceRepeats: 0, resamples: 0 }))
        .outputs;
      const [, second = []] = (await bench.load('evaluation', evaluation)).confusion ?? [];
      return (second[1] ?? 0) / second.reduce((sum, count) => sum + count, 0);
    };
    const model = await of({ threshold });
    const { card } = await bench.load('model', model);
    expect(card.signature.costs).toHaveLength(3);
    expect(card.notes).toHaveProperty(note);
    expect(await recallOfSecond(model)).toBeGreaterThan(await recallOfSecond(await of({})));
  });

  test('refuses a threshold of three classes, and a decision on a regression or on a transform alone', async () => {
    const run = (params: object, inputs: Record<string, ArtifactReference> = {}) =>
      bench.run(trainActivity, { train: rows.train, ...inputs }, params);
    const refused = (threshold: unknown) => run({ trainer: logistic(), recipe: speciesRecipe, decision: { threshold } });
    await expectRejection(refused(0.3), 'THRESHOLD_CLASSES', 'expected 2 classes, got 3');
    await expectRejection(refused({ costs: [[0, 1], [1, 0]] }), 'THRESHOLD_CLASSES', 'expected 2 classes, got 3'); // prettier-ignore
    const { transform } = (await bench.run(prepareActivity, { train: rows.train }, { recipe: speciesRecipe })).outputs;
    await expectRejection(
      run({ trainer: logistic(), decision: { calibration: 'sigmoid' } }, { transform }),
      'PARAMETER_INVALID',
      'got a transform',
    );
    const complete = await bench.store(penguins().take(Array.from({ length: 100 }, (_, row) => row + 10)));
    const mass = bench.run(
      trainActivity,
      { train: complete },
      { trainer: ridge(), recipe: massRecipe, decision: { calibration: 'sigmoid' } },
    );
    await expectRejection(mass, 'TRAINER_TASK', 'got regression');
  });
});

describe('evaluate', () => {
  test('measures the exported graph of a classifier, and beats the baseline', async () => {
    const model = await trainSpecies();
    const { outputs, page } = await bench.run(evaluateActivity, { model, test: rows.test }, {});
    const { metrics, baseline, confusion, ...facts } = await bench.load('evaluation', outputs.evaluation);
    expect(facts).toMatchObject({ task: 'classification', model: model.digest, rows: 86, classes: ['Adelie', 'Chinstrap', 'Gentoo'] });
    expect(metrics['f1Macro']).toBeGreaterThan(0.95);
    expect(baseline['accuracy']).toBeLessThan(0.5);
    expect(confusion?.flat().reduce((sum, count) => sum + count, 0)).toBe(86);
    expect(page).toContain('Beak Length (mm)');
  });

  test('measures a regressor', async () => {
    const table = await bench.store(penguins());
    const { outputs } = await bench.run(splitActivity, { table }, { dropMissing: ['Body Mass (g)'] });
    const { model } = (await bench.run(trainActivity, { train: outputs.train }, { trainer: ridge(), recipe: massRecipe })).outputs;
    const { evaluation } = (await bench.run(evaluateActivity, { model, test: outputs.test }, { importanceRepeats: 0 })).outputs;
    const { metrics, baseline } = await bench.load('evaluation', evaluation);
    expect(metrics['r2']).toBeGreaterThan(0.7);
    expect(baseline['r2']).toBeCloseTo(0, 6);
  });

  test('measures with weights, intervals, further metrics and by slice', async () => {
    const model = await trainSpecies();
    const params = { metrics: ['topKAccuracy@2'], slices: ['Island'], weightColumn: 'Beak Length (mm)', resamples: 200 };
    const test = await bench.store(penguins().take(Array.from({ length: 120 }, (_, row) => row + 150)));
    const { evaluation } = (await bench.run(evaluateActivity, { model, test }, params)).outputs;
    const { metrics, intervals, slices, confidence } = await bench.load('evaluation', evaluation);
    expect(metrics['topKAccuracy@2']).toBeGreaterThan(0.9);
    expect(intervals?.['accuracy']?.lower).toBeLessThanOrEqual(metrics['accuracy'] ?? NaN);
    expect(confidence).toBe(0.95);
    expect(slices?.[0]?.groups.reduce((sum, { rows: inGroup }) => sum + inGroup, 0)).toBe(120);
    expect(slices?.[0]?.gaps).toHaveProperty('logLoss');
  });

  test('refuses weights that are none, a slice that the table lacks, and a metric that the rows do not define', async () => {
    const model = await trainSpecies();
    const run = (params: object) => bench.run(evaluateActivity, { model, test: rows.test }, params);
    await expectRejection(run({ weightColumn: 'Island' }), 'SAMPLE_WEIGHT_INVALID', 'got string');
    await expectRejection(run({ slices: ['Isle'] }), 'SCHEMA_COLUMN_MISSING', '"Isle"');
    await expectRejection(run({ metrics: ['lift@0.1'] }), 'METRIC_UNDEFINED', '"lift@0.1"');
    await expectRejection(run({ metrics: ['pinballLoss@0.9'] }), 'METRIC_TASK', '"pinballLoss@0.9"');
  });

  test('gives the same evaluation every time', async () => {
    const model = await trainSpecies();
    const run = async () => (await bench.run(evaluateActivity, { model, test: rows.test }, {})).outputs;
    expect(await run()).toEqual(await run());
  });

  test('refuses rows of a class that the model does not know', async () => {
    const adelies = penguins();
    const few = await bench.store(adelies.take([0, 1, 2, 200, 201, 202].filter((row) => adelies.cell('Species', row) !== 'Gentoo')));
    const { model } = (await bench.run(trainActivity, { train: few }, { trainer: logistic(), recipe: speciesRecipe })).outputs;
    await expectRejection(bench.run(evaluateActivity, { model, test: rows.test }, {}), 'TARGET_CLASS_UNKNOWN', '"Gentoo"');
  });
});

describe('monitor', () => {
  test('sees no drift in the training rows, and warns of a shifted column', async () => {
    const model = await trainSpecies();
    const same = (await bench.run(monitorActivity, { model, recent: rows.train }, {})).outputs.report;
    expect(((await bench.load('report', same)) as DriftReport).drifted).toEqual([]);

    const table = penguins();
    const heavier = numericColumn(
      'integer',
      Array.from({ length: table.rows }, (_, row) => Number(table.cell('Body Mass (g)', row)) + 3000),
    );
    const recent = await bench.store(table.with('Body Mass (g)', heavier));
    const { outputs, warnings } = await bench.run(monitorActivity, { model, recent }, {});
    expect(((await bench.load('report', outputs.report)) as DriftReport).drifted).toEqual(['Body Mass (g)']);
    expect(warnings).toHaveLength(1);
  });

  test('compares single rows with the reference, trains a model to tell them apart, and expects a performance', async () => {
    const model = await trainSpecies();
    const report = async (recent: ArtifactReference, params = {}): Promise<DriftReport & { page: string | null }> => {
      const { outputs, page } = await bench.run(monitorActivity, { model, recent, reference: rows.train }, params);
      return { ...((await bench.load('report', outputs.report)) as DriftReport), page };
    };
    const same = await report(rows.test, { by: 'kolmogorovSmirnov' });
    expect(same.drifted).toEqual([]);
    expect(same.columns.find(({ column }) => column === 'Body Mass (g)')).toHaveProperty('kolmogorovSmirnov.pValue');
    expect(same.domainClassifier?.interval.lower).toBeLessThan(0.55);
    expect(same.expected?.metrics['accuracy']).toBeGreaterThan(0.95);
    expect(same.page).toContain('Kolmogorov–Smirnov');

    const table = penguins();
    const gentoos = table.take(
      Array.from({ length: table.rows }, (_, row) => row).filter((row) => table.cell('Species', row) === 'Gentoo'),
    );
    const other = await report(await bench.store(gentoos), { by: 'wasserstein' });
    expect(other.drifted).toContain('Body Mass (g)');
    expect(other.domainClassifier?.interval.lower).toBeGreaterThan(0.6); // most gentoos are in the reference too, where trees rank them the wrong way
  });

  test('refuses a measure that needs rows of the reference without them', async () => {
    const refused = bench.run(monitorActivity, { model: await trainSpecies(), recent: rows.test }, { by: 'wasserstein' });
    await expectRejection(refused, 'MONITOR_REFERENCE_MISSING', '"wasserstein"');
  });

  test('refuses rows that lack a column of the model', async () => {
    const recent = await bench.store(penguins().drop(['Island']));
    await expectRejection(bench.run(monitorActivity, { model: await trainSpecies(), recent }, {}), 'SCHEMA_COLUMN_MISSING', '"Island"');
  });
});
