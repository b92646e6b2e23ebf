import { afterEach, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/index.js';
import { Random } from '../../core/random.js';
import { Engine } from '../support/engine.js';
import { serveProject, type ProjectServer } from '../support/serve-project.js';

let engine: Engine;
let server: ProjectServer;
let client: LeatClient;

afterEach(async () => {
  await client.close();
  await server.stop();
  await engine.end();
});

interface Row {
  readonly x: number;
  readonly z: number;
}

/** What is true of a row: after the shift, x is larger, and counts the other way. */
const truth = ({ x, z }: Row, shifted: boolean): number => (shifted ? 20 - 2 * x : 2 * x) + z;

function rowsOf(seed: string, count: number, shifted: boolean): Row[] {
  const random = new Random(seed);
  const uniform = (): number => random.uint32() / 2 ** 32;
  return Array.from({ length: count }, () => ({ x: uniform() * 4 + (shifted ? 4 : 0), z: uniform() }));
}

const quick = "{ atLeast: '300ms', requests: 5 }";

test('finds a shift, trains a new version on what was asked, and releases it: it is better', { timeout: 180_000 }, async () => {
  const training = rowsOf('training', 400, false).map((row) => `${String(row.x)},${String(row.z)},${String(truth(row, false))}`);
  engine = await Engine.start({
    'training.csv': `x,z,y\n${training.join('\n')}\n`,
    'churn.pipeline.ts': `
      import { challenge, definePipeline, deploy, evaluate, file, ingest, linear, loggedRows, monitorModel, recipe, register, release, split, train } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({});
      const candidate = { recipe: recipe({ target: 'y' }), trainer: linear() };
      export const first = definePipeline({ name: 'first', params, build() {
        const { train: rows, test } = split({ table: ingest({ source: file('training.csv') }), testFraction: 0.3 });
        const model = train({ train: rows, ...candidate });
        const version = register({ model, evaluation: evaluate({ model, test }), name: 'churn' });
        return { deployed: deploy({ version }) };
      } });
      export const retrain = definePipeline({ name: 'retrain', params, build() {
        const { train: rows, test } = split({ table: loggedRows({ model: 'churn', labelled: true }), testFraction: 0.4 });
        const model = train({ train: rows, ...candidate });
        const version = register({ model, evaluation: evaluate({ model, test }), name: 'churn' });
        const limits = { predictionShift: 1000, latencyRatio: 1000 };
        return { released: release({ version: challenge({ version, rows: test }), shadow: null, canary: [50], step: ${quick}, bake: ${quick}, limits }) };
      } });
      export const watch = monitorModel({ model: 'churn', retrain: { pipeline: 'retrain' } });`,
  });
  await engine.startWorker();
  server = await serveProject(engine.config);
  client = await connect(engine.config);
  await engine.run({ pipeline: 'first' });
  await expect.poll(async () => (await server.predict('churn', { x: 1, z: 0 })).status, { timeout: 20_000 }).toBe(200);

  const start = new Date().toISOString();
  const labels: { prediction: string; label: number }[] = [];
  for (const row of rowsOf('shifted', 300, true)) {
    const { id } = await server.predict('churn', { ...row });
    labels.push({ prediction: `${id}:0`, label: truth(row, true) });
  }
  await engine.metadata.saveLabels(labels);
  const end = new Date(Date.now() + 1).toISOString();
  const logged = async (): Promise<number> =>
    (await engine.metadata.predictionParts('churn', { start: new Date(start), end: new Date(end) })).reduce(
      (sum, { rows }) => sum + rows,
      0,
    );
  await expect.poll(logged, { timeout: 20_000 }).toBeGreaterThanOrEqual(300);

  await engine.run({ pipeline: 'monitor-churn', params: { window: { start, end } } });
  const [window] = await engine.metadata.windows('churn', 1);
  expect(window?.findings.drift.join()).toContain('column "x"');
  expect(window?.findings.degraded.join()).toContain('rmse');
  expect(window?.findings.retrain).toContain('degraded: rmse');

  const stop = server.keepAsking('churn', (turn) => ({ ...rowsOf(String(turn), 1, true)[0] }));
  await expect.poll(async () => (await engine.metadata.versionByAlias('churn', 'champion'))?.version, { timeout: 120_000 }).toBe(2);
  await stop();
  const [release] = await client.releases.list('churn');
  expect(release).toMatchObject({ candidate: 2, champion: 1, phase: 'promoted' });
});
