import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../support/engine.js';

/** What each example must reach on its test part; behind it, what guessing by the target alone reaches. */
const aims = [
  { name: 'cars', metric: 'r2', atLeast: 0.8 }, // 0
  { name: 'weather', metric: 'accuracy', atLeast: 0.8 }, // 0.44
  { name: 'temperature', metric: 'r2', atLeast: 0.8 }, // 0
  { name: 'birdstrikes', metric: 'f1Macro', atLeast: 0.95 }, // 0.22
  { name: 'pretrained', metric: 'accuracy', atLeast: 0.95 }, // 0.44
  { name: 'movies', metric: 'r2', atLeast: 0.5 }, // 0
];

let engine: Engine;

beforeAll(async () => {
  const roots = ['node_modules/vega-datasets/data', 'examples/pretrained'].map((folder) => resolve(folder));
  const pipelines = aims.map(({ name }): [string, string] => [
    `${name}.pipeline.ts`,
    `export { default } from '${resolve('examples', name, 'pipeline.ts')}';`,
  ]);
  engine = await Engine.start({
    'leat.config.ts': `export default { pipelines: ['*.pipeline.ts'], data: { roots: ${JSON.stringify(roots)} } };`,
    ...Object.fromEntries<string>(pipelines),
  });
  await engine.startWorker();
});

afterAll(async () => {
  await engine.end();
});

test.each(aims)('$name reaches $metric $atLeast', async ({ name, metric, atLeast }) => {
  const { state, metrics } = await engine.run({ pipeline: name });
  expect(state).toBe('completed');
  expect(metrics[metric]).toBeGreaterThanOrEqual(atLeast);
});
