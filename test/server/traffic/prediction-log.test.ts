import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ModelContent } from '../../../core/model/model-card.js';
import type { Cell } from '../../../core/table/column.js';
import type { PredictionLogSettings } from '../../../server/traffic/prediction-log.js';
import { openTable } from '../../../stores/artifacts/tables.js';
import { openMetadataStore } from '../../../stores/metadata/open-metadata-store.js';
import { eventually, startServing, type Serving } from '../../support/serving.js';
import { petModel, scalingModel } from '../../support/tiny-models.js';

const EVER = { start: new Date(0), end: new Date('9999-01-01') };

let folder: string;
let serving: Serving;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leat-log-'));
});

afterEach(async () => {
  await serving.stop();
  rmSync(folder, { recursive: true, force: true });
});

const stores = () => ({ artifacts: `file:${join(folder, 'artifacts')}`, metadata: `sqlite:${join(folder, 'leat.db')}` });

async function serve(predictionLog: Partial<PredictionLogSettings>, content: ModelContent = scalingModel(2)): Promise<void> {
  const temporal = { address: '127.0.0.1:9', namespace: 'default', connection: { address: '127.0.0.1:9' } }; // nobody is there
  serving = await startServing({
    predictionLog: { everyMs: 50, ...predictionLog },
    engine: { temporal, taskQueue: 'none', stores: stores() },
  });
  await serving.register('model', content);
  await serving.deploy('model', 1);
  await eventually(
    () => serving.get('/v2/models/model/ready'),
    ({ status }) => status === 200,
  );
}

async function ask(rows: readonly object[]): Promise<void> {
  expect((await serving.post('/api/v1/models/model/predict', { rows })).status).toBe(200);
}

const count = async (): Promise<number> => (await serving.metadata.predictionParts('model', EVER)).reduce((sum, { rows }) => sum + rows, 0);

/** Columns of all that is kept. */
async function kept(): Promise<Readonly<Record<string, readonly Cell[]>>> {
  const columns: Record<string, Cell[]> = {};
  for (const { digest } of await serving.metadata.predictionParts('model', EVER)) {
    const table = await (await openTable(serving.artifacts, digest)).read();
    for (const { name } of table.schema) {
      columns[name] = [...(columns[name] ?? []), ...Array.from({ length: table.rows }, (_, row) => table.cell(name, row))];
    }
  }
  return columns;
}

/** Rows by what became of them, as Prometheus is told. */
async function counted(outcome: 'written' | 'dropped'): Promise<number> {
  const text = await (await serving.get('/metrics')).text();
  return Number(new RegExp(`leat_prediction_log_rows_total\\{outcome="${outcome}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
}

test('keeps nothing of an excluded column, and of a hashed one what only the key could have made of it', async () => {
  await serve({ rate: 1, exclude: ['vaccinated'], hash: ['sex', 'weight'], salt: 'pepper' }, await petModel());
  await ask([
    { weight: 4, sex: 'f', vaccinated: true },
    { weight: 20, sex: 'm', vaccinated: false },
    { weight: 4, sex: null, vaccinated: true },
  ]);
  await eventually(count, (rows) => rows === 3);
  const hash = (text: string): string => `hash:${createHmac('sha256', 'pepper').update(text).digest('hex').slice(0, 32)}`;
  const columns = await kept();
  expect(columns).toMatchObject({ sex: [hash('f'), hash('m'), null], weight: [hash('4'), hash('20'), hash('4')] });
  expect(columns).not.toHaveProperty('vaccinated');
  expect(columns['prediction.value']).toEqual(['cat', 'dog', 'dog']);
});

test('keeps the share of the requests that its rate says, each whole', async () => {
  await serve({ rate: 0.5 });
  for (let request = 0; request < 400; request++) await ask([{ x: request }, { x: request }]);
  await eventually(
    () => counted('written'),
    (rows) => rows > 400,
  );
  const asked = (await kept())['x'] ?? [];
  // 400 times a coin is tossed: outside of this once in 10^8.
  expect(new Set(asked).size).toBeGreaterThan(140);
  expect(new Set(asked).size).toBeLessThan(260);
  expect(asked.length).toBe(2 * new Set(asked).size);
});

test('keeps nothing unless it is told to', async () => {
  await serve({});
  await ask([{ x: 1 }]);
  await new Promise((wake) => setTimeout(wake, 200)); // four times as long as between two parts
  expect([await count(), await counted('dropped')]).toEqual([0, 0]);
});

test('forgets parts that are older than it keeps them, and no others', async () => {
  const metadata = openMetadataStore(stores().metadata);
  await metadata.migrate();
  const day = 86_400_000;
  for (const [id, age] of [
    ['old', 3 * day],
    ['young', day],
  ] as const) {
    const at = new Date(Date.now() - age);
    await metadata.addPredictionPart({ id, model: 'model', version: 1, digest: `sha256:${'a'.repeat(64)}`, rows: 1, start: at, end: at });
  }
  await metadata.close();
  await serve({ rate: 1, keepMs: 2 * day });
  const ids = async (): Promise<string[]> => (await serving.metadata.predictionParts('model', EVER)).map(({ id }) => id);
  expect(await eventually(ids, (found) => !found.includes('old'))).toEqual(['young']);
});

test('counts the rows that do not fit into its memory, and answers all the same', async () => {
  await serve({ rate: 1 });
  await ask(Array.from({ length: 25_000 }, () => ({ x: 1 })));
  await ask([{ x: 1 }]);
  await eventually(count, (rows) => rows === 1);
  expect([await counted('dropped'), await counted('written'), await count()]).toEqual([25_000, 1, 1]);
});

test('counts the rows that the store did not take, and answers all the same', async () => {
  await serve({ rate: 1 });
  rmSync(join(folder, 'artifacts'), { recursive: true });
  writeFileSync(join(folder, 'artifacts'), 'no folder');
  await ask([{ x: 1 }, { x: 2 }]);
  await eventually(
    () => counted('dropped'),
    (rows) => rows === 2,
  );
  await ask([{ x: 3 }]);
  expect(await count()).toBe(0);
});
