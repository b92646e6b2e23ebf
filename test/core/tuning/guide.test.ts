import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  definePipeline,
  file,
  gbdt,
  ingest,
  int,
  kFold,
  logistic,
  logUniform,
  makePlan,
  numeric,
  recipe,
  ridge,
  train,
  tune,
} from '../../../index.js';
import { expectRefusal } from '../../support/expect-refusal.js';

const searching = definePipeline({
  name: 'searching',
  params: z.strictObject({}),
  build() {
    const rows = ingest({ source: file('rows.csv') });
    const features = recipe({ target: 'y' }).scale(numeric(), { as: 'standard' });
    // #region guide
    const best = tune({
      train: rows,
      recipe: features,
      folds: 5,
      metric: 'logLoss',
      trials: 40,
      candidates: [
        gbdt({ leaves: int(4, 64, { log: true }), learningRate: logUniform(0.01, 0.3) }),
        logistic({ l2: logUniform(1e-4, 10) }),
      ],
    });
    const model = train({ train: rows, candidate: best });
    // #endregion guide
    return { model };
  },
});

const judging = definePipeline({
  name: 'judging',
  params: z.strictObject({}),
  build() {
    const rows = ingest({ source: file('rows.csv') });
    const features = recipe({ target: 'y' }).scale(numeric(), { as: 'standard' });
    const candidates = [logistic({ l2: logUniform(1e-4, 10) })];
    const best = tune({ train: rows, recipe: features, metric: 'rocAuc', candidates, folds: 4, nested: kFold({ folds: 5 }) });
    return { best };
  },
});

test('plans the search that the guide quotes', () => {
  const { plan } = makePlan(searching, {});
  expect(plan.stages.map(({ name }) => name)).toEqual(['ingest', 'tune', 'train']);
  expect(plan.stages[1]?.execution).toEqual({
    kind: 'study',
    trials: 40,
    parallel: 4,
    order: { by: 'lag', lag: 4, free: 10 },
    timeMs: null,
  });
});

test('refuses a search without time', () => {
  const timeless = () =>
    definePipeline({
      name: 'timeless',
      params: z.strictObject({}),
      build: () => ({ best: tune({ train: ingest({ source: file('rows.csv') }), recipe: recipe({ target: 'y' }), metric: 'rmse', candidates: [ridge()], time: '0s' }) }), // prettier-ignore
    });
  expectRefusal(() => makePlan(timeless(), {}), 'PARAMETER_INVALID', 'a time above 0; got "0s"');
});

test('plans the nested search that the guide quotes', () => {
  expect(makePlan(judging, {}).plan.stages[1]?.params).toMatchObject({ folds: { folds: 4 }, nested: { resampling: 'kFold', folds: 5 } });
});

test('is quoted by the guide as it is, and so is the example', () => {
  const withoutIndent = (text: string): string => text.replace(/^ +/gm, '');
  const sources = ['test/core/tuning/guide.test.ts', 'examples/movies/pipeline.ts'].map((path) =>
    withoutIndent(readFileSync(path, 'utf8')),
  );
  const quoted = [...readFileSync('docs/guides/tuning.md', 'utf8').matchAll(/```ts\n(?<code>.*?)```/gs)];
  expect(quoted).toHaveLength(3);
  for (const { groups } of quoted)
    expect(sources.some((source) => source.includes(withoutIndent(groups?.['code'] ?? 'no code')))).toBe(true);
});
