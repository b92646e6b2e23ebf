import { expect, test } from 'vitest';
import type { ArtifactReference, MetadataStore } from '../../stores/metadata/metadata-store.js';
import { expectRejection } from '../support/expect-refusal.js';
import { testAccess } from './metadata-store-access.js';
import { testRegistry } from './metadata-store-registry.js';
import { testTriggers } from './metadata-store-triggers.js';
import { testService } from './metadata-store-service.js';
import { testHolding, testLongStages } from './metadata-store-long-runs.js';
import { byHand, digest, facts, failure, key, result, run, table, type Open } from './metadata-records.js';

interface MetadataStoreUnderTest {
  readonly name: string;
  /** A function that opens one and the same empty database again and again; all is given up when the test ends. */
  create(): Promise<() => MetadataStore>;
}

/** What every metadata store must do. */
export function testMetadataStore({ name, create }: MetadataStoreUnderTest): void {
  async function open(): Promise<MetadataStore> {
    const store = (await create())();
    await store.migrate();
    return store;
  }

  testRuns(name, open);
  testAttempts(name, open);
  testAdoption(name, open);
  testRegistry(name, open);
  testService(name, open);
  testHolding(name, open);
  testLongStages(name, open);
  testAccess(name, open);
  testTriggers(name, open);

  test(`${name}: brings one database up to date for four starters at once`, async () => {
    const reopen = await create();
    const stores = [reopen(), reopen(), reopen(), reopen()];
    await Promise.all(stores.map((store) => store.migrate()));
    await stores[0]?.beginRun(run('run-1'), []);
    expect(await stores[3]?.run('run-1')).toMatchObject({ id: 'run-1' });
    await stores[1]?.migrate();
  });
}

function testRuns(name: string, open: Open): void {
  test(`${name}: keeps a run as it began and as it ended`, async () => {
    const store = await open();
    await store.beginRun(run('run-1'), []);
    const began = { ...run('run-1'), ...byHand, state: 'running', endedAt: null, outputs: {}, error: null };
    expect(await store.run('run-1')).toEqual(began);
    await store.endRun('run-1', { state: 'failed', outputs: { model: table('a') }, error: { ...failure, stage: 'train' } });
    const ended = { state: 'failed', outputs: { model: table('a') }, error: { ...failure, stage: 'train' } };
    expect(await store.run('run-1')).toEqual({ ...began, ...ended, endedAt: expect.any(Date) as Date });
    expect(await store.run('run-2')).toBeNull();
  });

  test(`${name}: keeps the first beginning and the first end when they are repeated`, async () => {
    const store = await open();
    await store.beginRun(run('run-1'), []);
    await store.endRun('run-1', { state: 'completed', outputs: { model: table('a') }, error: null });
    await store.beginRun(run('run-1', { pipeline: 'other' }), []);
    await store.endRun('run-1', { state: 'cancelled', outputs: {}, error: null });
    expect(await store.run('run-1')).toMatchObject({ pipeline: 'penguins', state: 'completed', outputs: { model: table('a') } });
  });

  test(`${name}: refuses to end a run that never began`, async () => {
    const store = await open();
    await expectRejection(store.endRun('run-9', { state: 'failed', outputs: {}, error: null }), 'RUN_UNKNOWN', '"run-9"');
  });

  test(`${name}: finds runs by the beginning of their ids, newest first, wildcards taken as they are`, async () => {
    const store = await open();
    for (const [index, id] of ['ab-1', 'ab-2', 'AB-3', 'a_-4'].entries()) {
      await store.beginRun(run(id, { startedAt: `2026-01-0${String(index + 1)}T00:00:00.000Z` }), []);
    }
    expect(await store.findRuns('ab')).toEqual(['ab-2', 'ab-1']);
    expect(await store.findRuns('a_')).toEqual(['a_-4']);
    expect(await store.findRuns('%')).toEqual([]);
    expect(await store.findRuns('')).toEqual(['a_-4', 'AB-3', 'ab-2', 'ab-1']);
  });

  test(`${name}: lists runs newest first, by pipeline, by state and page by page`, async () => {
    const store = await open();
    for (const id of ['run-1', 'run-2', 'run-3']) await store.beginRun(run(id), []); // at one time: the ids decide
    await store.beginRun(run('run-0', { pipeline: 'flights', startedAt: '2026-02-01T00:00:00.000Z' }), []);
    await store.endRun('run-2', { state: 'completed', outputs: {}, error: null });
    const ids = async (filter: Omit<Parameters<MetadataStore['listRuns']>[0], 'limit'>, limit = 10): Promise<string[]> =>
      (await store.listRuns({ ...filter, limit })).map(({ id }) => id);
    expect(await ids({})).toEqual(['run-0', 'run-3', 'run-2', 'run-1']);
    expect(await ids({ pipeline: 'penguins' }, 2)).toEqual(['run-3', 'run-2']);
    expect(await ids({ pipeline: 'penguins', before: 'run-2' })).toEqual(['run-1']);
    expect(await ids({ state: 'completed' })).toEqual(['run-2']);
    await expectRejection(ids({ before: 'run-9' }), 'RUN_UNKNOWN', '"run-9"');
  });
}

function testAttempts(name: string, open: Open): void {
  test(`${name}: keeps a stage from its first attempt to its result`, async () => {
    const store = await open();
    await store.beginAttempt(key(), facts);
    const running = { runId: 'run-1', name: 'split', stage: 'split', cacheKey: 'key-1', adoptedFrom: null, attempts: 1 };
    const began = { ...running, startedAt: expect.any(Date) as Date, endedAt: null, outputs: {}, figures: {}, error: null };
    expect(await store.stages('run-1')).toEqual([{ ...began, state: 'running' }]);
    await store.completeAttempt(key(), result);
    const { outputs, figures } = result;
    expect(await store.stages('run-1')).toEqual([{ ...began, state: 'completed', outputs, figures, endedAt: expect.any(Date) as Date }]);
    expect(await store.attempts('run-1', 'split')).toMatchObject([{ attempt: 1, worker: 'worker-1', error: null }]);
  });

  test(`${name}: keeps one result of an attempt that is completed twice`, async () => {
    const store = await open();
    await store.beginAttempt(key(), facts);
    await store.completeAttempt(key(), result);
    const [before] = await store.stages('run-1');
    await store.completeAttempt(key(), { ...result, figures: { rows: 4 } });
    expect(await store.stages('run-1')).toEqual([before]);
    expect((await store.lineage(digest('a'))).usedBy).toHaveLength(2);
  });

  test(`${name}: begins no attempt at a stage that is completed, and gives what it came to`, async () => {
    const store = await open();
    expect(await store.beginAttempt(key(), facts)).toBeNull();
    await store.completeAttempt(key(), result);
    const known = await store.beginAttempt(key({ attempt: 2 }), facts);
    expect(known).toMatchObject({ state: 'completed', outputs: result.outputs, figures: result.figures });
    expect(await store.attempts('run-1', 'split')).toHaveLength(1);
  });

  test(`${name}: keeps a completed stage through the failure of an attempt that comes late`, async () => {
    const store = await open();
    await store.beginAttempt(key(), facts);
    await store.beginAttempt(key({ attempt: 2 }), facts);
    await store.completeAttempt(key(), result);
    await store.failAttempt(key(), failure, true);
    await store.failAttempt(key({ attempt: 2 }), failure, true);
    expect(await store.stages('run-1')).toMatchObject([{ state: 'completed', outputs: result.outputs, error: null }]);
    expect(await store.attempts('run-1', 'split')).toMatchObject([{ error: null }, { error: failure }]);
  });

  test(`${name}: keeps an attempt that is recorded as a whole like one that was begun and completed`, async () => {
    const store = await open();
    for (const runId of ['run-1', 'run-2']) await store.beginRun(run(runId), []);
    await store.beginAttempt(key(), { ...facts, plan: digest('f') });
    await store.completeAttempt(key(), result);
    const startedAt = new Date('2026-01-02T03:04:05.678Z');
    expect(await store.recordAttempt(key({ runId: 'run-2' }), { ...facts, plan: digest('f'), startedAt }, result)).toBeNull();
    const asBegun = async (read: (runId: string) => Promise<readonly object[]>): Promise<object[]> =>
      (await read('run-1')).map((each) => ({ ...each, runId: 'run-2' }));
    const times = { startedAt, endedAt: expect.any(Date) as Date };
    expect(await store.stages('run-2')).toEqual((await asBegun((id) => store.stages(id))).map((stage) => ({ ...stage, ...times })));
    const attempts = (id: string): ReturnType<MetadataStore['attempts']> => store.attempts(id, 'split');
    expect(await attempts('run-2')).toEqual((await asBegun(attempts)).map((attempt) => ({ ...attempt, ...times })));
    const events = (id: string): ReturnType<MetadataStore['runEvents']> => store.runEvents(id, { after: 0, limit: 10 });
    expect(await events('run-2')).toEqual((await asBegun(events)).map((event) => ({ ...event, at: expect.any(Date) as Date })));
    expect((await store.lineage(digest('b'))).madeBy).toHaveLength(2);
  });

  test(`${name}: records no attempt at a stage that is completed, and gives what it came to`, async () => {
    const store = await open();
    await store.beginRun(run('run-1'), []);
    await store.beginAttempt(key(), facts);
    await store.completeAttempt(key(), result);
    const before = await store.runEvents('run-1', { after: 0, limit: 10 });
    const known = await store.recordAttempt(key(), { ...facts, startedAt: new Date() }, { ...result, outputs: { train: table('d') } });
    expect(known).toMatchObject({ state: 'completed', outputs: result.outputs, figures: result.figures });
    expect(await store.stages('run-1')).toMatchObject([{ outputs: result.outputs }]);
    expect(await store.runEvents('run-1', { after: 0, limit: 10 })).toEqual(before);
  });

  test(`${name}: takes the result of the latest attempt, in whatever order they end`, async () => {
    const store = await open();
    await store.beginAttempt(key(), facts);
    await store.beginAttempt(key({ attempt: 2 }), facts);
    await store.completeAttempt(key({ attempt: 2 }), { ...result, outputs: { train: table('d') } });
    await store.completeAttempt(key(), result);
    expect(await store.stages('run-1')).toMatchObject([{ outputs: { train: table('d') } }]);
    expect((await store.lineage(digest('b'))).madeBy).toEqual([]);
  });

  test(`${name}: shows the last error while a stage is tried again, and none once it is completed`, async () => {
    const store = await open();
    await store.beginAttempt(key(), facts);
    await store.failAttempt(key(), failure, false);
    await store.beginAttempt(key({ attempt: 2 }), { ...facts, worker: 'worker-2' });
    expect(await store.stages('run-1')).toMatchObject([{ state: 'running', attempts: 2, error: failure }]);
    await store.completeAttempt(key({ attempt: 2 }), result);
    expect(await store.stages('run-1')).toMatchObject([{ state: 'completed', attempts: 2, error: null }]);
    expect(await store.attempts('run-1', 'split')).toMatchObject([
      { worker: 'worker-1', error: failure },
      { worker: 'worker-2', error: null },
    ]);
  });

  test(`${name}: leaves a stage running when an attempt before the present one fails`, async () => {
    const store = await open();
    await store.beginAttempt(key(), facts);
    await store.beginAttempt(key({ attempt: 2 }), facts);
    await store.failAttempt(key(), failure, true);
    expect(await store.stages('run-1')).toMatchObject([{ state: 'running', error: null }]);
  });

  test(`${name}: tells failed stages from cancelled ones, and lets a failed one begin again`, async () => {
    const store = await open();
    for (const stage of ['one', 'two']) await store.beginAttempt(key({ name: stage }), facts);
    await store.failAttempt(key({ name: 'one' }), failure, true);
    await store.failAttempt(key({ name: 'two' }), { code: 'CANCELLED', message: 'by hand' }, true);
    expect((await store.stages('run-1')).map(({ state }) => state)).toEqual(['failed', 'cancelled']);
    await store.beginAttempt(key({ name: 'one' }), facts);
    expect(await store.stages('run-1')).toMatchObject([{ name: 'one', state: 'running', endedAt: null }, {}]);
  });

  test(`${name}: cancels what still runs when its run ends`, async () => {
    const store = await open();
    await store.beginRun(run('run-1'), []);
    await store.beginAttempt(key(), facts);
    await store.endRun('run-1', { state: 'cancelled', outputs: {}, error: null });
    expect(await store.stages('run-1')).toMatchObject([{ state: 'cancelled', endedAt: expect.any(Date) as Date }]);
  });

  test(`${name}: refuses the result of an attempt that never began`, async () => {
    const store = await open();
    await expectRejection(store.completeAttempt(key(), result), 'ATTEMPT_UNKNOWN', 'attempt 1 of stage "split"');
  });

  test(`${name}: tells what an artifact was made from and what was made from it`, async () => {
    const store = await open();
    await store.beginAttempt(key(), facts);
    await store.completeAttempt(key(), result);
    await store.beginAttempt(key({ name: 'train' }), facts);
    await store.completeAttempt(key({ name: 'train' }), { ...result, inputs: [table('b'), table('b')], outputs: { model: table('d') } });
    expect(await store.lineage(digest('b'))).toEqual({
      madeBy: [{ runId: 'run-1', stage: 'split', input: digest('a'), output: digest('b'), kind: 'table' }],
      usedBy: [{ runId: 'run-1', stage: 'train', input: digest('b'), output: digest('d'), kind: 'table' }],
    });
  });

  test(`${name}: knows what a stage without inputs made`, async () => {
    const store = await open();
    await store.beginAttempt(key(), facts);
    await store.completeAttempt(key(), { ...result, inputs: [], outputs: { rows: table('b') } });
    const made = { runId: 'run-1', stage: 'split', input: null, output: digest('b'), kind: 'table' };
    expect(await store.lineage(digest('b'))).toEqual({ madeBy: [made], usedBy: [] });
  });

  test(`${name}: finds artifacts by the beginning of their digests`, async () => {
    const store = await open();
    await store.beginAttempt(key(), facts);
    await store.completeAttempt(key(), { ...result, outputs: { one: table('b'), other: table('d') } });
    expect(await store.findArtifacts('sha256:b')).toEqual([digest('b')]);
    expect(await store.findArtifacts('sha256:')).toEqual([digest('b'), digest('d')]);
    expect(await store.findArtifacts('sha256:%')).toEqual([]);
  });

  test(`${name}: keeps a stage of 2,500 inputs`, async () => {
    const store = await open();
    const inputs = Array.from({ length: 2500 }, (_, index): ArtifactReference => ({
      kind: 'table',
      digest: `sha256:${String(index).padStart(64, '0')}`,
    }));
    await store.beginAttempt(key(), facts);
    await store.completeAttempt(key(), { inputs, outputs: { all: table('d') }, figures: {} });
    expect((await store.lineage(digest('d'))).madeBy.map(({ input }) => input)).toEqual(inputs.map((input) => input.digest));
  });
}

function testAdoption(name: string, open: Open): void {
  test(`${name}: finds the newest completed stage of each key`, async () => {
    const store = await open();
    for (const [runId, letter] of [
      ['run-1', 'a'],
      ['run-2', 'b'],
    ] as const) {
      await store.beginAttempt(key({ runId }), facts);
      await store.completeAttempt(key({ runId }), { ...result, outputs: { train: table(letter) } });
      await new Promise((resolve) => setTimeout(resolve, 2)); // times are kept in milliseconds
    }
    await store.beginAttempt(key({ runId: 'run-3' }), facts); // newer, but not completed
    const found = await store.findCompleted(['key-1', 'key-2']);
    expect([...found]).toMatchObject([['key-1', { runId: 'run-2', outputs: { train: table('b') } }]]);
    expect(await store.findCompleted([])).toEqual(new Map());
  });

  test(`${name}: adopts 2,500 stages at once, also when that is repeated, and finds none of them as completed`, async () => {
    const store = await open();
    const keys = Array.from({ length: 2500 }, (_, index) => `key-${String(index)}`);
    const { outputs, figures } = result;
    const adopted = keys.map((cacheKey) => ({ name: cacheKey, stage: 'split', cacheKey, adoptedFrom: 'run-0', outputs, figures }));
    await store.beginRun(run('run-1'), adopted);
    await store.beginRun(run('run-1'), adopted);
    const stages = await store.stages('run-1');
    expect(stages).toHaveLength(2500);
    expect(stages[0]).toMatchObject({ state: 'cached', adoptedFrom: 'run-0', attempts: 0, startedAt: null, outputs, figures });
    expect(await store.findCompleted(keys)).toEqual(new Map());
    await store.beginAttempt(key(), facts);
    expect((await store.stages('run-1')).at(-1)).toMatchObject({ name: 'split', state: 'running' }); // adopted ones come first
  });
}
