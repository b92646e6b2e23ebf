import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  all,
  columns,
  definePipeline,
  defineStage,
  evaluate,
  extract,
  logistic,
  logUniform,
  numericColumn,
  recipe,
  split,
  stringColumn,
  Table,
  train,
  tune,
} from '../../../index.js';
import { runPipeline } from '../../../testing/index.js';

const meadow = defineStage({
  name: 'meadow',
  version: 1,
  inputs: {},
  outputs: { table: 'table' },
  params: z.strictObject({}),
  run(_inputs, _params, { random }) {
    const kinds = Array.from({ length: 200 }, () => random.below(2));
    const measured = (share: number) =>
      numericColumn(
        'number',
        kinds.map((kind) => kind * share + random.next()),
      );
    return {
      table: Table.of([
        ['length', measured(2)],
        ['depth', measured(-1)],
        ['mass', measured(0.5)],
        ['kind', stringColumn(kinds.map((kind) => (kind === 1 ? 'aster' : 'bellis')))],
      ]),
    };
  },
});

const pipeline = definePipeline({
  name: 'flowers',
  params: z.strictObject({}),
  build() {
    const flowers = meadow({});
    // #region guide
    const { table, extractor } = extract({ table: flowers, path: 'encoder.onnx', columns: ['length', 'depth', 'mass'] });
    const { train: rows, test } = split({ table, testFraction: 0.25, stratifyBy: 'kind' });
    const features = recipe({ target: 'kind' })
      .drop(columns('length', 'depth', 'mass'))
      .scale(all(), { as: 'standard' });
    const best = tune({ train: rows, recipe: features, metric: 'logLoss', trials: 4, candidates: [logistic({ l2: logUniform(1e-3, 1) })] });
    const model = train({ train: rows, candidate: best, extractor });
    const evaluation = evaluate({ model, test });
    // #endregion guide
    return { model, evaluation };
  },
});

test('the network in front of a trainer that the guide shows learns, and takes raw columns', async () => {
  const run = await runPipeline(pipeline, { dataRoots: [path.resolve('test/fixtures/extractors')] });
  expect(run.error).toBeNull();
  expect(run.metrics['accuracy']).toBeGreaterThan(0.9);
  const { signature } = await run.card('model');
  expect(signature.inputs.map(({ name }) => name)).toEqual(['length', 'depth', 'mass']);
});

test('is quoted by the guide as it is', () => {
  const withoutIndent = (text: string): string => text.replace(/^ +/gm, '');
  const source = withoutIndent(readFileSync('test/core/trainers/extractor-guide.test.ts', 'utf8'));
  const quoted = /## A network in front of a trainer.*?```ts\n(?<code>.*?)```/s.exec(readFileSync('docs/guides/trainers.md', 'utf8'));
  expect(source).toContain(withoutIndent(quoted?.groups?.['code'] ?? 'no code'));
});
