import { expect, test } from 'vitest';
import { z } from 'zod';
import { approve } from '../../core/pipeline/stages/approve.js';
import { definePipeline } from '../../core/pipeline/define-pipeline.js';
import { defineStage } from '../../core/pipeline/define-stage.js';
import { each, map } from '../../core/pipeline/map-stage.js';
import { nest } from '../../core/pipeline/nest.js';
import { LeatError } from '../../core/errors.js';
import { logistic } from '../../core/trainers/logistic.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import { toRows } from '../../core/table/to-rows.js';
import {
  evaluate,
  ingest,
  oneOf,
  file,
  recipe,
  numeric,
  categorical,
  register,
  atLeast,
  split,
  train,
  tune,
  logUniform,
  validate,
} from '../../index.js';
import { runPipeline } from '../../testing/index.js';
import { expectRejection } from '../support/expect-refusal.js';

const numbers = defineStage({
  name: 'numbers',
  version: 1,
  inputs: {},
  outputs: { table: 'table' },
  params: z.strictObject({ count: z.int() }),
  run: (_inputs, { count }) => ({ table: tableFromRows(Array.from({ length: count }, (_, n) => ({ n }))) }),
});

const doubled = defineStage({
  name: 'doubled',
  version: 1,
  inputs: { table: 'table' },
  outputs: { table: 'table' },
  params: z.strictObject({ failing: z.boolean().default(false) }),
  async run({ table }, { failing }, { figure }) {
    if (failing) throw new LeatError('SCHEMA_COLUMN_MISSING', 'no column is good enough');
    figure('columns', 1);
    return { table: tableFromRows(toRows(await table.read()).map(({ n }) => ({ n: 2 * Number(n) }))) };
  },
});

const chain = definePipeline({
  name: 'chain',
  params: z.strictObject({ count: z.int().default(3), failing: z.boolean().default(false) }),
  build: ({ count, failing }) => ({ result: doubled({ table: numbers({ count }), failing }) }),
});

test('runs stages of the test itself, with parameters, figures and rows', async () => {
  const run = await runPipeline(chain, { params: { count: 2 } });
  expect([run.state, run.error]).toEqual(['completed', null]);
  expect(await run.rows('result')).toEqual([{ n: 0 }, { n: 2 }]);
  expect(await run.rows('numbers.table')).toEqual([{ n: 0 }, { n: 1 }]);
  expect(run.stages).toMatchObject({ doubled: { state: 'completed', figures: { columns: 1 } } });
  expect(run.plan.params).toEqual({ count: 2, failing: false });
});

test('tells which stage failed a run and why, and what there is instead of a missing output', async () => {
  const run = await runPipeline(chain, { params: { failing: true } });
  expect(run).toMatchObject({
    state: 'failed',
    error: { stage: 'doubled', code: 'SCHEMA_COLUMN_MISSING', message: 'no column is good enough' },
  });
  await expectRejection(run.rows('result'), 'ARTIFACT_UNKNOWN', 'numbers.table');
});

test('refuses parameters as a run does', async () => {
  await expectRejection(runPipeline(chain, { params: { count: 1.5 } }), 'PARAMETER_INVALID', 'count');
});

test('tries again at once what may pass', async () => {
  let tries = 0;
  const flaky = defineStage({
    name: 'flaky',
    version: 1,
    inputs: {},
    outputs: { report: 'report' },
    params: z.strictObject({}),
    run() {
      if (++tries < 3) throw new Error('not yet');
      return { report: { tries } };
    },
  });
  const pipeline = definePipeline({
    name: 'flaky',
    params: z.strictObject({}),
    build: () => ({ report: flaky({}, { retry: { attempts: 3 } }) }),
  });
  const run = await runPipeline(pipeline);
  expect(await run.document('report')).toEqual({ tries: 3 });
});

test('holds, maps, nests, and asks the person that the test is', async () => {
  const held = definePipeline({
    name: 'held',
    params: z.strictObject({}),
    build: () => ({ result: doubled({ table: numbers({ count: 1 }), failing: true }, { onFailure: 'hold' }) }),
  });
  expect(await runPipeline(held)).toMatchObject({ state: 'held', stages: { doubled: { state: 'held' } } });

  const many = definePipeline({
    name: 'many',
    params: z.strictObject({}),
    build: () => ({ tables: map(numbers, { count: each([1, 2]) }).table }),
  });
  expect(await runPipeline(many)).toMatchObject({ state: 'completed', stages: { numbers: { state: 'completed' } } });

  const outer = definePipeline({
    name: 'outer',
    params: z.strictObject({}),
    build: () => ({ table: nest(chain, { count: 4 }).result }),
  });
  const nested = await runPipeline(outer, { pipelines: [chain] });
  expect(await nested.rows('table')).toHaveLength(4);

  const asked = definePipeline({
    name: 'asked',
    params: z.strictObject({}),
    build: () => ({ answer: approve({ question: 'Good?' }) }),
  });
  expect(await runPipeline(asked)).toMatchObject({ state: 'completed' });
  expect(await runPipeline(asked, { decisions: { approve: false } })).toMatchObject({ error: { code: 'APPROVAL_REJECTED' } });
});

test('trains, tunes, evaluates and registers a model of real data, alike with equal seeds', async () => {
  const penguins = definePipeline({
    name: 'penguins',
    params: z.strictObject({ trials: z.int().default(3) }),
    build({ trials }) {
      const checked = validate({
        table: ingest({ source: file('penguins.json') }),
        expect: { Species: oneOf('Adelie', 'Chinstrap', 'Gentoo') },
      });
      const { train: rows, test: held } = split({ table: checked.table, testFraction: 0.3, stratifyBy: 'Species' });
      const features = recipe({ target: 'Species' })
        .impute(numeric(), { strategy: 'median' })
        .drop(categorical())
        .scale(numeric(), { as: 'standard' });
      const candidate = tune({
        train: rows,
        recipe: features,
        candidates: [logistic({ l2: logUniform(1e-3, 1) })],
        folds: 3,
        metric: 'f1Macro',
        trials,
      });
      const model = train({ train: rows, candidate });
      const evaluation = evaluate({ model, test: held });
      return { version: register({ model, evaluation, name: 'penguins', when: atLeast('f1Macro', 0.5) }), model };
    },
  });
  const options = { dataRoots: ['node_modules/vega-datasets/data'], seed: 4 };
  const [run, again] = [await runPipeline(penguins, options), await runPipeline(penguins, options)];
  expect([run.state, run.error]).toEqual(['completed', null]);
  expect(run.metrics['f1Macro']).toBeGreaterThan(0.5);
  expect((await run.card('model')).signature.target).toBe('Species');
  expect(again.digest('model')).toBe(run.digest('model'));
});
