import { expect, test } from 'vitest';
import { digest, facts, failure, key, result, run, type Open } from './metadata-records.js';

/** Held runs, and where runs came from. */
export function testHolding(name: string, open: Open): void {
  test(`${name}: keeps which schedule, interval, run and request a run came from`, async () => {
    const store = await open();
    const window = { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-01-02T00:00:00Z') };
    const origin = { schedule: 'nightly', window, parentRun: 'run-0', requestId: 'request-1' };
    await store.beginRun({ ...run('run-1'), ...origin }, []);
    await store.beginRun(run('run-2'), []);
    expect(await store.run('run-1')).toMatchObject(origin);
    expect((await store.listRuns({ schedule: 'nightly', limit: 10 })).map(({ id }) => id)).toEqual(['run-1']);
    expect(await store.listRuns({ within: window, limit: 10 })).toHaveLength(1);
    expect(await store.listRuns({ within: { start: window.end, end: new Date('2027-01-01') }, limit: 10 })).toEqual([]);
  });

  test(`${name}: holds a run with its failed stages, and lets it go on by another plan`, async () => {
    const store = await open();
    await store.beginRun(run('run-1'), []);
    await store.beginAttempt(key(), { ...facts, plan: digest('f') });
    await store.failAttempt(key(), failure, true);
    await store.holdRun('run-1', ['split']);
    expect(await store.run('run-1')).toMatchObject({ state: 'held', endedAt: null });
    expect(await store.stages('run-1')).toMatchObject([{ name: 'split', state: 'held' }]);

    await store.continueRun('run-1', { plan: digest('e'), adopted: [] });
    await store.beginAttempt(key({ attempt: 2 }), { ...facts, plan: digest('e') });
    await store.completeAttempt(key({ attempt: 2 }), result);
    expect(await store.run('run-1')).toMatchObject({ state: 'running', plan: digest('e') });
    expect(await store.attempts('run-1', 'split')).toMatchObject([{ plan: digest('f') }, { plan: digest('e') }]);
  });

  test(`${name}: records what a run did not come to, and ends a held run`, async () => {
    const store = await open();
    await store.beginRun(run('run-1'), []);
    await store.beginAttempt(key(), facts);
    await store.failAttempt(key(), failure, true);
    await store.holdRun('run-1', ['split']);
    const unfinished = [
      { name: 'split', stage: 'split', state: 'skipped' as const },
      { name: 'train', stage: 'train', state: 'skipped' as const },
    ];
    await store.endRun('run-1', { state: 'completed', outputs: {}, error: null, unfinished });
    expect(await store.run('run-1')).toMatchObject({ state: 'completed' });
    expect((await store.stages('run-1')).map((stage) => [stage.name, stage.state])).toEqual([
      ['train', 'skipped'],
      ['split', 'skipped'],
    ]);
  });
}

/** Items, checkpoints, captured output, and what refers to artifacts. */
export function testLongStages(name: string, open: Open): void {
  test(`${name}: keeps the items of a mapped stage apart from the stages of the plan`, async () => {
    const store = await open();
    await store.beginRun(run('run-1'), []);
    for (const item of [10, 9]) {
      const itemKey = key({ name: `score/${String(item)}` });
      await store.beginAttempt(itemKey, { ...facts, stage: 'score', parent: 'score' });
    }
    expect(await store.stages('run-1')).toEqual([]);
    expect((await store.items('run-1', 'score')).map((item) => item.name)).toEqual(['score/9', 'score/10']);
  });

  test(`${name}: keeps the last checkpoint of a computation until it is taken away`, async () => {
    const store = await open();
    expect(await store.checkpoint('key-1')).toBeNull();
    await store.saveCheckpoint('key-1', digest('a'));
    await store.saveCheckpoint('key-1', digest('b'));
    expect(await store.checkpoint('key-1')).toBe(digest('b'));
    await store.saveCheckpoint('key-1', null);
    expect(await store.checkpoint('key-1')).toBeNull();
  });

  test(`${name}: keeps what an attempt wrote, each piece once and in order`, async () => {
    const store = await open();
    await store.appendOutput(key(), { chunk: 1, text: 'second\n' });
    await store.appendOutput(key(), { chunk: 0, text: 'first\u0000\n' });
    await store.appendOutput(key(), { chunk: 0, text: 'again\n' });
    expect(await store.output(key())).toBe('first\u0000\nsecond\n');
    expect(await store.output(key({ attempt: 2 }))).toBe('');
  });

  test(`${name}: names every artifact that a record refers to`, async () => {
    const store = await open();
    await store.beginRun(run('run-1'), []);
    await store.beginAttempt(key(), { ...facts, plan: digest('e') });
    await store.completeAttempt(key(), result);
    await store.registerVersion({ model: 'penguins', artifact: digest('d'), evaluation: null, runId: null });
    await store.saveCheckpoint('key-1', digest('1'));
    const named = new Set<string>();
    for await (const one of store.references()) named.add(one);
    expect([...named].sort()).toEqual(['1', 'a', 'b', 'c', 'd', 'e', 'f'].map(digest));
  });
}
