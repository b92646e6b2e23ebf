import { runPipeline } from 'leat/testing';
import { expect, test } from 'vitest';
import iceCream from '../pipelines/ice-cream.js';

test('makes a model that explains most of what is sold', async () => {
  const run = await runPipeline(iceCream, { dataRoots: ['data'] });
  expect([run.state, run.error]).toEqual(['completed', null]);
  expect(run.metrics['r2']).toBeGreaterThan(0.7);
}, 60_000);

test('learns nothing from days on which the stall was closed', async () => {
  const run = await runPipeline(iceCream, { dataRoots: ['data'] });
  expect(run.stages['openDays']?.figures).toMatchObject({ closedDays: 12 });
  for (const { sold } of await run.rows('openDays.table')) expect(sold).toBeGreaterThan(0);
}, 60_000);
