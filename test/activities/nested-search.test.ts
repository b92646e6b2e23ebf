import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Candidate } from '../../core/model/candidate.js';
import {
  autoModel,
  definePipeline,
  defineStage,
  dummy,
  gbdt,
  int,
  kFold,
  logistic,
  logUniform,
  numericColumn,
  randomSearch,
  recipe,
  stringColumn,
  Table,
  tune,
  uniform,
} from '../../index.js';
import { runPipeline } from '../../testing/index.js';

const ROWS = 120;

/** Features that say nothing of the class when `signal` is 0, and more the larger it is. */
const rows = defineStage({
  name: 'rows',
  version: 1,
  inputs: {},
  outputs: { table: 'table' },
  params: z.strictObject({ features: z.int(), signal: z.number() }),
  run(_inputs, { features, signal }, { random }) {
    const classes = Array.from({ length: ROWS }, () => random.below(2));
    const columns = Array.from({ length: features }, (_, index) => {
      const values = Float64Array.from(classes, (one) => random.next() + one * signal);
      return [`feature${String(index)}`, numericColumn('number', values)] as const;
    });
    return { table: Table.of([['y', stringColumn(classes.map((one) => (one === 1 ? 'yes' : 'no')))], ...columns]) };
  },
});

const searched = gbdt({
  trees: int(1, 6),
  leaves: int(2, 12),
  colsample: uniform(0.05, 0.5),
  subsample: uniform(0.3, 1),
  minSamplesLeaf: int(2, 12),
});

test('a nested search scores as chance where nothing tells the class, though its best trial does not', async () => {
  const search = definePipeline({
    name: 'search',
    params: z.strictObject({}),
    build: () => ({
      best: tune({
        train: rows({ features: 20, signal: 0 }),
        recipe: recipe({ target: 'y' }),
        candidates: [searched],
        search: randomSearch(),
        trials: 30,
        folds: 4,
        metric: 'rocAuc',
        nested: kFold({ folds: 5 }),
      }),
    }),
  });
  const run = await runPipeline(search, { seed: 2 });
  expect(run.error).toBeNull();
  const { scores, nested } = (await run.document('best')) as Candidate;
  expect(nested?.folds).toHaveLength(5);
  // The area under the curve of chance is 0.5, its deviation over these rows 0.053: the luck of 30 trials is in the best.
  expect(scores[0]?.mean).toBeGreaterThan(0.58);
  expect(nested?.mean).toBeGreaterThan(0.5 - 0.053);
  expect(nested?.mean).toBeLessThan(0.5 + 0.053);
}, 60_000);

test('a nested search agrees with its best trial where the rows tell the class, ensemble and all', async () => {
  const search = definePipeline({
    name: 'search',
    params: z.strictObject({ nested: z.boolean().default(true) }),
    build: ({ nested }) => ({
      best: tune({
        train: rows({ features: 2, signal: 0.8 }),
        recipe: recipe({ target: 'y' }),
        candidates: [logistic({ l2: logUniform(1e-4, 1) }), dummy()],
        trials: 6,
        folds: 3,
        metric: 'rocAuc',
        ensemble: 3,
        ...(nested ? { nested: 3 } : {}),
      }),
    }),
  });
  const [run, plain] = [await runPipeline(search), await runPipeline(search, { params: { nested: false } })];
  expect([run.error, plain.error]).toEqual([null, null]);
  const [{ nested, ...candidate }, other] = [(await run.document('best')) as Candidate, (await plain.document('best')) as Candidate];
  expect(nested?.mean).toBeGreaterThan(0.9);
  expect(Math.abs((nested?.mean ?? 0) - (candidate.scores[0]?.mean ?? 0))).toBeLessThan(0.05);
  expect(run.stages['tune']?.figures).toMatchObject({ 'nested rocAuc': nested?.mean });
  expect(candidate).toEqual(other); // the search that gives the candidate is not touched by those that judge it
});

test('is made of what autoModel finds, too', async () => {
  const search = definePipeline({
    name: 'search',
    params: z.strictObject({}),
    build: () => ({
      best: autoModel({
        train: rows({ features: 2, signal: 0.8 }),
        target: 'y',
        metric: 'rocAuc',
        trials: 5,
        folds: 3,
        nested: kFold({ folds: 2 }),
      }),
    }),
  });
  const run = await runPipeline(search);
  expect(run.error).toBeNull();
  const { nested, trainer } = (await run.document('best')) as Candidate;
  expect(trainer.name).toBe('ensemble');
  expect(nested?.folds).toHaveLength(2);
  expect(nested?.mean).toBeGreaterThan(0.85);
}, 60_000);
