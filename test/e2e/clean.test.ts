import { cpSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { leadsTo } from '../../stores/artifacts/leads-to.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { cleanArtifacts } from '../../stores/clean-artifacts.js';
import { Engine } from '../support/engine.js';

const engines: Engine[] = [];

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.end();
});

const project = {
  'numbers.ts': `
    import { defineStage, tableFromRows } from 'leat';
    import { z } from 'zod';
    export const numbers = defineStage({ name: 'numbers', version: 1, inputs: {}, outputs: { table: 'table' }, params: z.strictObject({}),
      run: (_inputs, _params, { random }) => ({ table: (async function* () { for (let part = 0; part < 5; part++) yield tableFromRows([{ x: random.next() }]); })() }) });
    export const sum = defineStage({ name: 'sum', version: 1, inputs: { table: 'table' }, outputs: { out: 'report' }, params: z.strictObject({}),
      run: async ({ table }) => ({ out: { sum: (await table.read()).column('x').values.reduce((total, x) => total + x, 0) } }) });`,
  'sums.pipeline.ts': `
    import { definePipeline } from 'leat';
    import { z } from 'zod';
    import { numbers, sum } from './numbers.js';
    export default definePipeline({ name: 'sums', params: z.strictObject({}), build: () => { const table = numbers({}); return { table, sum: sum({ table }) }; } });`,
};

/** Longer than from the first output of these stages to their record, on a machine with much else to do. */
const GRACE_MS = 4000;

async function startEngine(): Promise<Engine> {
  const engine = await Engine.start(project);
  engines.push(engine);
  return engine;
}

async function twentyRuns(engine: Engine): Promise<unknown[]> {
  await engine.startWorker();
  const runs = Array.from({ length: 20 }, (_, seed) => engine.run({ pipeline: 'sums', seed, cache: false }));
  return (await Promise.all(runs)).map(({ outputs }) => outputs);
}

test('deletes beside 20 runs that write anew what is being deleted, and loses nothing that they record', { timeout: 180_000 }, async () => {
  const earlier = await startEngine();
  const expected = await twentyRuns(earlier);
  const engine = await startEngine();
  // The same artifacts, old, and known to no record.
  cpSync(earlier.path('.leat/artifacts/sha256'), engine.path('.leat/artifacts/sha256'), { recursive: true });
  const folder = engine.path('.leat/artifacts/sha256');
  for (const shard of readdirSync(folder)) for (const file of readdirSync(join(folder, shard))) utimesSync(join(folder, shard, file), 0, 0);

  const artifacts = await openArtifactStore(engine.config.stores.artifacts);
  let deleted = 0;
  const stores = { artifacts, metadata: engine.metadata };
  const runs = { over: false };
  const cleaning = (async () => {
    while (!runs.over) deleted += (await cleanArtifacts(stores, { olderThanMs: GRACE_MS })).artifacts;
  })();
  expect(await twentyRuns(engine)).toEqual(expected);
  runs.over = true;
  await cleaning;

  expect(deleted).toBeGreaterThan(20);
  for await (const digest of engine.metadata.references()) {
    const { bytes } = await leadsTo(artifacts, digest);
    for (const each of [digest, ...bytes]) expect(await artifacts.get(each)).toBeDefined();
  }
});
