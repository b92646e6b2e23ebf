import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { binsOf } from '../../core/drift/bins.js';
import { ProfileBuilder } from '../../core/drift/profile-builder.js';
import type { ModelContent } from '../../core/model/model-card.js';
import type { Findings } from '../../core/monitoring/findings.js';
import { Random } from '../../core/random.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import type { PredictionLogSettings } from '../../server/traffic/prediction-log.js';
import { Engine } from '../support/engine.js';
import { serveProject, type ProjectServer } from '../support/serve-project.js';
import { petModel, scalingModel } from '../support/tiny-models.js';

let engine: Engine;
let server: ProjectServer;

beforeEach(async () => {
  engine = await Engine.start({
    'watch.pipeline.ts': `
      import { definePipeline, defineStage, file, monitorModel } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({});
      const pass = defineStage({ name: 'pass', version: 1, inputs: {}, outputs: { out: 'report' }, params, work: 'light', run: () => ({ out: 1 }) });
      export const again = definePipeline({ name: 'again', params, build: () => ({ out: pass({}) }) });
      export default monitorModel({ model: 'model' });
      export const taught = monitorModel({ model: 'taught', retrain: { pipeline: 'again', on: [], labels: 150 } });
      export const late = monitorModel({ model: 'late', labels: file('labels.csv'), labelDelay: '1h' });`,
  });
  await engine.startWorker();
});

afterEach(async () => {
  await server.stop();
  await engine.end();
});

async function serve(
  content: ModelContent,
  row: Record<string, unknown>,
  { name = 'model', ...log }: Partial<PredictionLogSettings> & { name?: string } = {},
): Promise<void> {
  server = await serveProject(engine.config, log);
  const version = await server.register(name, content);
  await engine.metadata.deploy({ model: name, alias: 'champion', version, runId: null, reason: 'test' });
  await expect.poll(async () => (await server.predict(name, row)).status, { timeout: 20_000 }).toBe(200);
}

/** Asks all rows in one request, and looks at the time in which that was. */
async function lookAt(rows: readonly Record<string, unknown>[]): Promise<Findings | undefined> {
  const start = new Date(Date.now() + 1);
  await new Promise((wake) => setTimeout(wake, 2));
  await server.predictAll('model', rows);
  const end = new Date(Date.now() + 1);
  const logged = async (): Promise<number> =>
    (await engine.metadata.predictionParts('model', { start, end })).reduce((sum, part) => sum + part.rows, 0);
  await expect.poll(logged, { timeout: 20_000 }).toBeGreaterThanOrEqual(rows.length);
  await engine.run({ pipeline: 'monitor-model', params: { window: { start: start.toISOString(), end: end.toISOString() } } });
  return (await engine.metadata.windows('model', 1))[0]?.findings;
}

function numbers(seed: string, count: number, from = 0): { x: number }[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({ x: from + random.uint32() / 2 ** 32 }));
}

test('compares what an imported model is asked with what it was asked first', async () => {
  await serve(scalingModel(2), { x: 0.5 }); // without a profile, as imported models are
  expect(await lookAt(numbers('first', 400))).toMatchObject({ rows: 400, drift: [] });
  const calm = await lookAt(numbers('second', 400));
  expect(calm).toMatchObject({
    drift: [],
    figures: { 'drift.x': expect.any(Number) as number, 'drift of predictions': expect.any(Number) as number },
  });
  const shifted = await lookAt(numbers('third', 400, 0.6));
  expect(shifted?.drift.map((sentence) => sentence.split(':')[0])).toEqual(['column "x"', 'predictions', 'all columns together']);
});

test('looks at no column of which only hashes are kept, and at the others', async () => {
  const rows = Array.from({ length: 300 }, (_, row) => ({
    weight: 4 + (row % 20),
    sex: row % 2 === 0 ? 'f' : 'm',
    vaccinated: row % 3 === 0,
  }));
  const builder = new ProfileBuilder(binsOf(tableFromRows(rows)));
  builder.add(tableFromRows(rows));
  const { card, ...content } = await petModel();
  await serve(
    { ...content, card: { ...card, profile: builder.finish() } },
    { weight: 4, sex: 'f', vaccinated: true },
    { hash: ['weight', 'sex'], salt: 'pepper' },
  );
  const found = await lookAt(rows);
  expect(found?.drift).toEqual([]);
  expect(Object.keys(found?.figures ?? {}).filter((figure) => figure.startsWith('drift.'))).toEqual(['drift.vaccinated']);
});

test('judges rows by labels that stand in a table, as long after they were served as labels take to come', async () => {
  await serve(scalingModel(2), { x: 0.5 }, { name: 'late' });
  const rows = numbers('late', 100);
  const start = Date.now() + 1;
  await new Promise((wake) => setTimeout(wake, 2));
  const { id } = await server.predictAll('late', rows);
  const end = Date.now() + 1;
  const labels = rows.map(({ x }, row) => `${id}:${String(row)},${String(2 * x + 1)}`);
  await writeFile(engine.path('labels.csv'), `id,label\n${labels.join('\n')}\n`);
  const served = { start: new Date(start), end: new Date(end) };
  await expect.poll(async () => (await engine.metadata.predictionParts('late', served)).length, { timeout: 20_000 }).toBeGreaterThan(0);

  const hour = 3_600_000;
  const window = { start: new Date(start + hour).toISOString(), end: new Date(end + hour).toISOString() };
  await engine.run({ pipeline: 'monitor-late', params: { window } });
  const [seen] = await engine.metadata.windows('late', 1);
  expect(seen?.findings).toMatchObject({ rows: 0, labelled: 100 });
  expect(seen?.findings.figures['metric.rmse']).toBeCloseTo(1, 4); // the labels are larger by 1, in single precision
});

test('has a new version trained as soon as enough labels have come, although nothing is wrong', async () => {
  await serve(scalingModel(2), { x: 0.5 }, { name: 'taught' });
  for (const turn of ['first', 'second']) {
    const rows = numbers(turn, 100);
    const start = new Date(Date.now() + 1);
    await new Promise((wake) => setTimeout(wake, 2));
    const { id } = await server.predictAll('taught', rows);
    await server.label(rows.map(({ x }, row) => ({ id: `${id}:${String(row)}`, label: 2 * x })));
    const window = { start, end: new Date(Date.now() + 1) };
    await expect.poll(async () => (await engine.metadata.predictionParts('taught', window)).length, { timeout: 20_000 }).toBeGreaterThan(0);
    await engine.run({ pipeline: 'monitor-taught', params: { window: { start: start.toISOString(), end: window.end.toISOString() } } });
  }
  const windows = await engine.metadata.windows('taught', 2);
  expect(windows.map(({ findings }) => findings.retrain)).toEqual([null, '200 new labels']);
  const runs = () => engine.metadata.listRuns({ pipeline: 'again', limit: 5 });
  await expect.poll(async () => (await runs()).map(({ state }) => state), { timeout: 20_000 }).toEqual(['completed']);
});
