import { afterEach, beforeEach, expect, test } from 'vitest';
import { sumTraffic } from '../../../core/release/observed-traffic.js';
import { placeOfKey } from '../../../core/release/place-of-key.js';
import { releaseSettings, type GivenReleaseSettings } from '../../../core/release/release-settings.js';
import type { ReleasePlace } from '../../../core/release/release-phase.js';
import { openTable } from '../../../stores/artifacts/tables.js';
import { eventually, startServing, type Serving } from '../../support/serving.js';
import { petModel, scalingModel } from '../../support/tiny-models.js';

let serving: Serving;

beforeEach(async () => {
  serving = await startServing({ recordMs: 50, predictionLog: { rate: 1, everyMs: 50 } });
  for (const slope of [2, 3]) await serving.register('double', scalingModel(slope));
  await serving.deploy('double', 1);
  await eventually(
    () => serving.get('/v2/models/double/ready'),
    ({ status }) => status === 200,
  );
});

afterEach(() => serving.stop());

async function release(place: ReleasePlace, given: GivenReleaseSettings = {}, candidate = 2): Promise<void> {
  const settings = releaseSettings.parse(given);
  await serving.metadata.askForRelease({ id: 'r', model: 'double', alias: 'champion', candidate, settings, runId: null, by: null });
  await move({ phase: 'queued', step: 0 }, place);
}

async function move(from: ReleasePlace, to: ReleasePlace): Promise<void> {
  await serving.metadata.moveRelease('r', { from, to, reason: 'test' });
}

const answer = async (key: string): Promise<{ model: string; value: number; id: string }> => {
  const reply = await serving.post('/api/v1/models/double/predict', { rows: [{ x: 1 }], key });
  const { model, predictions, id } = (await reply.json()) as { model: string; predictions: { value: number }[]; id: string };
  return { model, value: predictions[0]?.value ?? NaN, id };
};
const infer = async (body: object, headers: Record<string, string> = {}): Promise<string> => {
  const tensor = { name: 'x', shape: [1, 1], datatype: 'FP64', data: [1] };
  const reply = await serving.post('/v2/models/double/infer', { inputs: [tensor], ...body }, headers);
  return ((await reply.json()) as { model_version: string }).model_version;
};
const keys = Array.from({ length: 60 }, (_, index) => `key-${String(index)}`);
const candidateKeys = async (): Promise<string[]> => {
  const answers = await Promise.all(keys.map(async (key) => ({ key, ...(await answer(key)) })));
  return answers.filter(({ model }) => model === 'double:2').map(({ key }) => key);
};
const traffic = async (version: number, role: 'answer' | 'shadow') => {
  const records = await serving.metadata.traffic({ model: 'double', from: new Date(0) });
  return sumTraffic(records.filter((each) => each.version === version && each.role === role).map(({ observed }) => observed));
};
const below = (share: number): string[] => keys.filter((key) => placeOfKey('r', key) < share);

test('gives each share of the keys to the candidate, and a key that has it keeps it in every later step', async () => {
  const canary = [20, 60];
  await release({ phase: 'canary', step: 0 }, { canary });
  expect(await eventually(candidateKeys, (found) => found.length > 0)).toEqual(below(0.2));
  await move({ phase: 'canary', step: 0 }, { phase: 'canary', step: 1 });
  const later = await eventually(candidateKeys, (found) => found.length > below(0.2).length);
  expect(later).toEqual(below(0.6));
  await move({ phase: 'canary', step: 1 }, { phase: 'bake', step: 0 });
  expect(await eventually(candidateKeys, (found) => found.length > later.length)).toEqual(keys);
});

test('reads the key of tensors from their parameters, else from the header, and gives it the version that it has for rows', async () => {
  await release({ phase: 'canary', step: 0 }, { canary: [50] });
  const own = below(0.5);
  await eventually(candidateKeys, (found) => found.length > 0);
  const expected = keys.map((key) => (own.includes(key) ? '2' : '1'));
  expect(await Promise.all(keys.map((key) => infer({ parameters: { key } })))).toEqual(expected);
  expect(await Promise.all(keys.map((key) => infer({}, { 'leat-key': key })))).toEqual(expected);
  const [first = ''] = own;
  const other = keys.find((key) => !own.includes(key)) ?? '';
  expect(await infer({ parameters: { key: other } }, { 'leat-key': first })).toBe('1');
});

test('has every answer from the champion again as soon as a release is ended, within two seconds', async () => {
  await release({ phase: 'bake', step: 0 });
  await eventually(
    () => answer('a'),
    ({ model }) => model === 'double:2',
  );
  await serving.metadata.endReleases({ model: 'double', alias: 'champion' }, { phase: 'returned', reason: 'by hand' });
  expect(
    await eventually(
      () => answer('a'),
      ({ model }) => model === 'double:1',
    ),
  ).toMatchObject({ value: 2 });
});

test('lets nobody fall back to the old version while a promoted one takes the alias', async () => {
  await release({ phase: 'bake', step: 0 });
  await eventually(
    () => answer('a'),
    ({ model }) => model === 'double:2',
  );
  await move({ phase: 'bake', step: 0 }, { phase: 'promoted', step: 0 });
  const models = new Set<string>();
  for (const until = Date.now() + 300; Date.now() < until;) models.add((await answer('a')).model);
  expect([...models]).toEqual(['double:2']);
});

test('lets nobody fall back to the old version where a candidate is promoted by hand amid its release', async () => {
  await release({ phase: 'bake', step: 0 });
  await eventually(
    () => answer('a'),
    ({ model }) => model === 'double:2',
  );
  expect((await serving.post('/api/v1/models/double/promote', { version: 2 })).status).toBe(200);
  const models = new Set<string>();
  for (const until = Date.now() + 300; Date.now() < until;) models.add((await answer('a')).model);
  expect([...models]).toEqual(['double:2']);
  expect(await serving.metadata.release('r')).toMatchObject({ phase: 'replaced' });
});

test('leaves a release alone where a version is to be promoted that is not there', async () => {
  await release({ phase: 'bake', step: 0 });
  expect((await serving.post('/api/v1/models/double/promote', { version: 9 })).status).toBe(404);
  expect(await serving.metadata.release('r')).toMatchObject({ phase: 'bake', endedAt: null });
});

test('has the old version answer again where a promoted one is rolled back before its alias serves it', async () => {
  await release({ phase: 'bake', step: 0 });
  await eventually(
    () => answer('a'),
    ({ model }) => model === 'double:2',
  );
  await move({ phase: 'bake', step: 0 }, { phase: 'promoted', step: 0 });
  await serving.deploy('double', 1); // between two looks of the server
  expect(
    await eventually(
      () => answer('a'),
      ({ model }) => model === 'double:1',
    ),
  ).toMatchObject({ value: 2 });
});

test('shows requests to a candidate without letting anyone see its answers, and counts where they differ', async () => {
  await release({ phase: 'shadow', step: 0 });
  await eventually(
    async () => {
      expect((await answer('a')).value).toBe(2);
      return traffic(2, 'shadow');
    },
    ({ compared }) => compared >= 3,
  );
  const seen = await eventually(
    () => traffic(2, 'shadow'),
    ({ compared }) => compared >= 3,
  );
  expect(seen.disagreements).toBe(seen.compared);
  expect(seen.requests).toBe(seen.compared);
  expect(seen.errors).toBe(0);
});

test('answers by the champion where the candidate cannot, and counts that against the candidate', async () => {
  await serving.register('double', await petModel()); // takes other columns
  await release({ phase: 'bake', step: 0 }, {}, 3);
  const seen = await eventually(
    async () => {
      expect(await answer('a')).toMatchObject({ model: 'double:1', value: 2 });
      return traffic(3, 'answer');
    },
    ({ errors }) => errors > 0,
  );
  expect(seen.errors).toBe(seen.requests);
});

test('counts requests, latencies and predictions of every version, written once however often', async () => {
  for (let each = 0; each < 5; each++) await answer('a');
  const seen = await eventually(
    () => traffic(1, 'answer'),
    ({ requests }) => requests >= 5,
  );
  expect(seen).toMatchObject({ requests: 5, rows: 5, errors: 0 });
  expect(seen.latencies.reduce((sum, count) => sum + count, 0)).toBe(5);
  expect(Object.values(seen.predictions)).toEqual([5]);
});

test('counts nothing against a model that refuses what is wrong with a request', async () => {
  expect((await serving.post('/api/v1/models/double/predict', { rows: [{ z: 1 }] })).status).toBe(400);
  await answer('a');
  expect(
    await eventually(
      () => traffic(1, 'answer'),
      ({ requests }) => requests > 0,
    ),
  ).toMatchObject({ requests: 1, errors: 0 });
});

test('takes labels for predictions that were made, whenever they come', async () => {
  const { id } = await answer('a');
  const reply = await serving.post('/api/v1/feedback', {
    labels: [
      { id, label: 5 },
      { id: `${id}:1`, label: 'late' },
    ],
  });
  expect([reply.status, await reply.json()]).toEqual([202, { labels: 2 }]);
  expect(await serving.metadata.labels([`${id}:0`, `${id}:1`])).toEqual(
    new Map<string, unknown>([
      [`${id}:0`, 5],
      [`${id}:1`, 'late'],
    ]),
  );
  expect((await serving.post('/api/v1/feedback', { labels: [{ id }] })).status).toBe(400);
});

test('logs what was asked and said, by both protocols, under the id that the answer carries', async () => {
  const { id } = await answer('a');
  const tensor = { name: 'x', shape: [2, 1], datatype: 'FP64', data: [5, 6] };
  const reply = await serving.post('/v2/models/double/infer', { inputs: [tensor] });
  const other = reply.headers.get('leat-prediction-id') ?? '';
  const window = { start: new Date(0), end: new Date(Date.now() + 60_000) };
  const count = async (): Promise<number> =>
    (await serving.metadata.predictionParts('double', window)).reduce((sum, { rows }) => sum + rows, 0);
  await eventually(count, (rows) => rows === 3);
  const rows: unknown[] = [];
  for (const { digest } of await serving.metadata.predictionParts('double', window)) {
    const table = await (await openTable(serving.artifacts, digest)).read();
    for (let row = 0; row < table.rows; row++) rows.push(['prediction.id', 'x', 'prediction.value'].map((name) => table.cell(name, row)));
  }
  expect(rows.sort()).toEqual(
    [
      [`${id}:0`, 1, 2],
      [`${other}:0`, 5, 10],
      [`${other}:1`, 6, 12],
    ].sort(),
  );
});

test('promotes and rolls back over HTTP, with who and why, further back each time, also while Temporal is away', async () => {
  const order = async (path: string, body: unknown): Promise<unknown> => (await serving.post(`/api/v1/models/double/${path}`, body)).json();
  await serving.register('double', scalingModel(4));
  for (const version of [2, 3]) expect(await order('promote', { version, reason: 'better' })).toMatchObject({ version });
  expect(await order('rollback', { reason: 'odd' })).toEqual({ model: 'double', alias: 'champion', version: 2, ended: null });
  expect(await order('rollback', {})).toMatchObject({ version: 1 });
  expect(await order('rollback', {})).toMatchObject({ code: 'MODEL_VERSION_UNKNOWN', status: 404 });
  const [newest, , promoted] = await serving.metadata.deployments('double');
  expect(newest).toMatchObject({ reason: 'rolled back: over HTTP', by: expect.any(String) as string });
  expect(promoted).toMatchObject({ version: 3, reason: 'better' });
  expect(await order('release', { version: 9 })).toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
  expect(await order('approve', {})).toMatchObject({ code: 'RELEASE_UNKNOWN', status: 404 });
});
