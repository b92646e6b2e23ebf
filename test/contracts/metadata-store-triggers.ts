import { expect, test } from 'vitest';
import { expectRejection } from '../support/expect-refusal.js';
import { facts, failure, key, result, run, type Open } from './metadata-records.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const now = new Date('2026-03-02T00:00:00.000Z');
const start = { id: 'k-1', workflowId: 'w-1', pipeline: 'penguins', request: 'digest', requestedAt: now };
const noEarlier = new Date(now.getTime() - DAY_MS);

const hook = { id: 'wh-1', url: 'https://a.example/x', description: '', events: ['run.*'], pipelines: ['*'], enabled: true };
const secrets = [{ value: 'whsec_YQ==', until: null }];

/** Starts, events of runs, pipelines that were sent, CloudEvents and webhooks. */
export function testTriggers(name: string, open: Open): void {
  test(`${name}: lets one of many starts of an id stand, and the next one a day later`, async () => {
    const store = await open();
    const tries = Array.from({ length: 20 }, (_, index) => store.reserveStart({ ...start, workflowId: `w-${String(index)}` }, noEarlier));
    const stood = await Promise.all(tries);
    expect(new Set(stood.map(({ workflowId }) => workflowId)).size).toBe(1);
    await store.noteStarted('k-1', 'run-1');
    expect(await store.startOf('run-1')).toEqual({ ...stood[0], runId: 'run-1' });
    expect((await store.reserveStart(start, noEarlier)).runId).toBe('run-1');
    const later = new Date(now.getTime() + DAY_MS + 1);
    const next = { ...start, workflowId: 'w-late', requestedAt: later };
    expect(await store.reserveStart(next, new Date(later.getTime() - DAY_MS))).toEqual({ ...next, runId: null });
  });

  test(`${name}: numbers the events of a run without gaps, whoever records at once`, async () => {
    const store = await open();
    await store.beginRun(run('run-1'), []);
    await store.beginRun(run('run-1'), []);
    const names = Array.from({ length: 12 }, (_, index) => `stage-${String(index)}`);
    await Promise.all(
      names.map(async (stage) => {
        await store.beginAttempt(key({ name: stage }), facts);
        await store.completeAttempt(key({ name: stage }), result);
      }),
    );
    await store.endRun('run-1', { state: 'completed', outputs: {}, error: null });
    const events = await store.runEvents('run-1', { after: 0, limit: 100 });
    expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 26 }, (_, index) => index + 1));
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(['run.started', 'run.completed']);
    expect(await store.runEvents('run-1', { after: 25, limit: 100 })).toEqual([events[25]]);
  });

  test(`${name}: tells of tries, failures and ends of stages, not of items of mapped ones`, async () => {
    const store = await open();
    await store.beginRun(run('run-1'), []);
    await store.beginAttempt(key(), facts);
    await store.failAttempt(key(), failure, false);
    await store.beginAttempt(key({ attempt: 2 }), facts);
    await store.failAttempt(key({ attempt: 2 }), failure, true);
    await store.beginAttempt(key({ name: 'map[0]' }), { ...facts, parent: 'map' });
    const unfinished = [{ name: 'train', stage: 'train', state: 'skipped' }] as const;
    await store.endRun('run-1', { state: 'failed', outputs: {}, error: failure, unfinished });
    const events = await store.runEvents('run-1', { after: 0, limit: 100 });
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['run.started', {}],
      ['stage.started', { stage: 'split', attempt: 1 }],
      ['stage.retrying', { stage: 'split', attempt: 1, error: failure }],
      ['stage.started', { stage: 'split', attempt: 2 }],
      ['stage.failed', { stage: 'split', attempt: 2, error: failure }],
      ['stage.skipped', { stage: 'train' }],
      ['run.failed', { error: failure }],
    ]);
  });

  test(`${name}: keeps pipelines as workers announce and people send them`, async () => {
    const store = await open();
    const pets = { name: 'pets', description: '', file: 'pets.ts', params: { type: 'object' }, onEvent: [] };
    const greet = { name: 'greet', version: 1, module: 'pets.ts', inputs: { table: 'table' }, outputs: { out: 'report' }, params: {} };
    await store.announce('leat', { pipelines: [pets, { ...pets, name: 'cars' }], stages: [{ ...greet, name: 'part' }] });
    await store.announce('other', { pipelines: [pets], stages: [] });
    await store.announce('leat', { pipelines: [pets], stages: [greet] });
    expect([await store.announcedPipelines('leat'), await store.announcedStages('leat')]).toEqual([[pets], [greet]]);
    expect(await store.announcedStages('other')).toEqual([]);
    const sent = { name: 'sent', specification: '{"a":1}', sentBy: 'ann' };
    expect((await store.sendPipeline(sent)).version).toBe(1);
    expect((await store.sendPipeline(sent)).version).toBe(1);
    expect((await store.sendPipeline({ ...sent, specification: '{"a":2}' })).version).toBe(2);
    expect((await store.pipelineVersions('sent')).map(({ version }) => version)).toEqual([2, 1]);
    expect((await store.sentPipelines()).map(({ specification }) => specification)).toEqual(['{"a":2}']);
    expect([await store.deletePipeline('sent'), await store.deletePipeline('sent')]).toEqual([true, false]);
    expect(await store.sentPipelines()).toEqual([]);
    expect((await store.sendPipeline(sent)).version).toBe(3);
    const after = ['b', 'c'].map((letter) => store.sendPipeline({ ...sent, specification: `"${letter}"`, after: 3 }));
    expect((await Promise.allSettled(after)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expectRejection(store.sendPipeline({ ...sent, after: 3 }), 'PRECONDITION_FAILED', 'got 4');
    await expectRejection(store.deletePipeline('sent', 3), 'PRECONDITION_FAILED', 'got 4');
    expect(await store.deletePipeline('sent', 4)).toBe(true);
  });

  test(`${name}: keeps the first of events with one key, and what came of it`, async () => {
    const store = await open();
    const first = await store.keepEvent({ key: 'e-1', event: { id: '1' } });
    expect(first).toMatchObject({ state: 'received', runs: [], error: null });
    const end = { state: 'failed', runs: [{ pipeline: 'pets', runId: 'run-1' }], error: failure } as const;
    await store.settleEvent('e-1', end);
    expect(await store.keepEvent({ key: 'e-1', event: { id: '2' } })).toEqual({ ...first, ...end });
    await store.keepEvent({ key: 'e-2', event: {} });
    expect((await store.cloudEvents({ state: 'failed', limit: 5 })).map(({ key: of }) => of)).toEqual(['e-1']);
    const [newest] = await store.cloudEvents({ limit: 1 });
    expect(await store.cloudEvents({ before: newest?.key ?? '', limit: 5 })).toHaveLength(1);
    expect(await store.cloudEvent('none')).toBeNull();
  });

  test(`${name}: forgets old events, and none that waits for a replay or for its end`, async () => {
    const store = await open();
    for (const [state, letter] of [
      ['started', 'a'],
      ['unmatched', 'b'],
      ['failed', 'c'],
    ] as const) {
      await store.keepEvent({ key: `e-${letter}`, event: {} });
      await store.settleEvent(`e-${letter}`, { state, runs: [], error: null });
    }
    await store.keepEvent({ key: 'e-d', event: {} });
    await store.createWebhook({ ...hook, secrets });
    for (const id of ['d-1', 'd-2', 'd-3']) await store.createDelivery({ id, webhook: 'wh-1', event: 'run.failed', body: '{}' });
    await store.noteDelivery('d-1', { state: 'delivered', answer: 'status 204' });
    await store.noteDelivery('d-2', { state: 'failed', answer: 'status 500' });
    for (const id of ['run-1', 'run-2']) await store.beginRun(run(id), []);
    await store.endRun('run-1', { state: 'completed', outputs: {}, error: null });

    const later = new Date(Date.now() + DAY_MS);
    const old = { received: 2, deliveries: 2, ofRuns: 2 };
    expect(await store.forgetEvents(new Date(Date.now() - DAY_MS), { dryRun: false })).toEqual({ received: 0, deliveries: 0, ofRuns: 0 });
    expect(await store.forgetEvents(later, { dryRun: true })).toEqual(old);
    expect(await store.forgetEvents(later, { dryRun: false })).toEqual(old);
    expect((await store.cloudEvents({ limit: 9 })).map(({ key: of }) => of).sort()).toEqual(['e-c', 'e-d']);
    expect((await store.deliveries('wh-1', { limit: 9 })).map(({ id }) => id)).toEqual(['d-3']);
    expect(await store.runEvents('run-1', { after: 0, limit: 9 })).toEqual([]);
    expect(await store.runEvents('run-2', { after: 0, limit: 9 })).toHaveLength(1);
  });

  test(`${name}: keeps webhooks, and what was sent to them`, async () => {
    const store = await open();
    const made = await store.createWebhook({ ...hook, secrets });
    expect(await store.webhook('wh-1')).toEqual(made);
    await store.changeWebhook('wh-1', (present) => ({ ...present, enabled: false }));
    expect(await store.webhooks()).toEqual([{ ...made, enabled: false }]);
    const delivery = { id: 'd-1', webhook: 'wh-1', event: 'run.failed', body: '{}' };
    await store.createDelivery(delivery);
    await store.createDelivery(delivery);
    await store.noteDelivery('d-1', { state: 'waiting', answer: 'status 500' });
    await store.noteDelivery('d-1', { state: 'delivered', answer: 'status 204' });
    expect(await store.deliveries('wh-1', { limit: 5 })).toMatchObject([
      { ...delivery, state: 'delivered', attempts: 2, answer: 'status 204' },
    ]);
    await store.changeWebhook('wh-1', () => null);
    expect([await store.webhook('wh-1'), await store.delivery('d-1')]).toEqual([null, null]);
    await expectRejection(
      store.changeWebhook('wh-1', () => null),
      'WEBHOOK_UNKNOWN',
      'wh-1',
    );
  });

  test(`${name}: changes a webhook by what those before have made of it`, async () => {
    const store = await open();
    await store.createWebhook({ ...hook, description: '', secrets });
    const letters = ['a', 'b', 'c', 'd', 'e'];
    const add = (letter: string) => store.changeWebhook('wh-1', (present) => ({ ...present, description: present.description + letter }));
    await Promise.all(letters.map(add));
    expect((await store.webhook('wh-1'))?.description.split('').sort()).toEqual(letters);
  });
}
