import { expect, test } from 'vitest';
import { noTraffic } from '../../core/release/observed-traffic.js';
import { releaseSettings } from '../../core/release/release-settings.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import type { ReleaseBeginning } from '../../stores/metadata/release-records.js';
import { rollBackAlias } from '../../stores/metadata/roll-back-alias.js';
import { expectRejection } from '../support/expect-refusal.js';
import { digest, type Open } from './metadata-records.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));
const release = (id: string, candidate: number): ReleaseBeginning => ({
  ...{ id, candidate, model: 'owls', alias: 'champion', runId: null, by: 'Ada' },
  settings: releaseSettings.parse({ canary: [10] }),
});

/** Four versions, of which the first is champion. */
async function withVersions(open: Open): Promise<MetadataStore> {
  const store = await open();
  for (const letter of 'abcd') await store.registerVersion({ model: 'owls', artifact: digest(letter), evaluation: null, runId: null });
  await store.deploy({ model: 'owls', alias: 'champion', version: 1, runId: null, reason: 'first' });
  return store;
}

export function testService(name: string, open: Open): void {
  test(`${name}: keeps where a release is and has been, and points the alias when it is promoted`, async () => {
    const store = await withVersions(open);
    const asked = await store.askForRelease(release('one', 2));
    expect(await store.askForRelease(release('one', 2))).toEqual(asked);
    expect(asked).toMatchObject({ ...release('one', 2), champion: 1, phase: 'queued', endedAt: null, decision: null });
    expect(await store.activeReleases()).toEqual([]);
    const canary = { phase: 'canary', step: 0 } as const;
    await store.moveRelease('one', { from: { phase: 'queued', step: 0 }, to: canary, reason: 'begins' });
    expect(await store.activeReleases()).toMatchObject([{ id: 'one', ...canary }]);
    await store.moveRelease('one', { from: canary, to: { phase: 'promoted', step: 0 }, reason: 'fine' });
    expect(await store.activeReleases()).toEqual([]);
    const ended = await store.release('one');
    expect(ended?.history.map(({ phase, reason }) => `${phase}: ${reason}`)).toEqual([
      'queued: asked for',
      'canary: begins',
      'promoted: fine',
    ]);
    expect(ended?.endedAt).toBeInstanceOf(Date);
    expect((await store.deployments('owls'))[0]).toMatchObject({ version: 2, by: 'Ada', reason: 'released: fine' });
  });

  test(`${name}: keeps the candidate of a release in the registry until the release is over`, async () => {
    const store = await withVersions(open);
    await store.askForRelease(release('one', 2));
    const end = { phase: 'returned', reason: 'by hand' } as const;
    await expectRejection(store.deleteVersion('owls', 2), 'MODEL_VERSION_IN_USE', 'leat models rollback owls --alias champion');
    await store.endReleases({ model: 'owls', alias: 'champion' }, end);
    await store.deleteVersion('owls', 2);
    expect(await store.version('owls', 2)).toBeNull();
  });

  test(`${name}: moves a release only from where it is, so that an end by hand stays`, async () => {
    const store = await withVersions(open);
    for (const [id, version] of [
      ['one', 2],
      ['two', 3],
    ] as const)
      await store.askForRelease(release(id, version));
    const ended = await store.endReleases({ model: 'owls', alias: 'champion' }, { phase: 'returned', reason: 'by hand' });
    expect(ended.map(({ id, phase }) => [id, phase])).toEqual([
      ['one', 'returned'],
      ['two', 'returned'],
    ]);
    const moved = await store.moveRelease('one', {
      from: { phase: 'queued', step: 0 },
      to: { phase: 'promoted', step: 0 },
      reason: 'late',
    });
    expect(moved.phase).toBe('returned');
    expect(await store.versionByAlias('owls', 'champion')).toMatchObject({ version: 1 });
  });

  test(`${name}: refuses to release what is not registered, or serves already`, async () => {
    const store = await withVersions(open);
    await expectRejection(store.askForRelease(release('one', 9)), 'MODEL_VERSION_UNKNOWN', 'owls:9');
    await expectRejection(store.askForRelease(release('one', 1)), 'RELEASE_POINTLESS', 'owls@champion');
    await expectRejection(store.decideRelease('none', { approved: true, by: null, note: null }), 'RELEASE_UNKNOWN', 'none');
  });

  test(`${name}: takes the first word of approval`, async () => {
    const store = await withVersions(open);
    await store.askForRelease(release('one', 2));
    const first = { approved: true, by: 'Ada', note: null };
    await store.decideRelease('one', first);
    expect(await store.decideRelease('one', { ...first, approved: false })).toMatchObject({ decision: first });
  });

  test(`${name}: takes a word about a release only where it was seen`, async () => {
    const store = await withVersions(open);
    const asked = await store.askForRelease(release('one', 2));
    const word = { approved: true, by: 'Ada', note: null };
    await expectRejection(store.decideRelease('one', word, { phase: 'bake', step: 0 }), 'PRECONDITION_FAILED', 'got queued');
    expect(await store.release('one')).toEqual(asked);
    expect(await store.decideRelease('one', word, { phase: 'queued', step: 0 })).toMatchObject({ decision: word });
  });

  test(`${name}: goes further back with every rollback`, async () => {
    const store = await withVersions(open);
    for (const version of [2, 3, 4]) await store.deploy({ model: 'owls', alias: 'champion', version, runId: null, reason: 'next' });
    const back = () => rollBackAlias({ model: 'owls', alias: 'champion', runId: null, reason: 'worse', by: 'Ada' }, store);
    expect([await back(), await back(), await back()]).toEqual([{ version: 3 }, { version: 2 }, { version: 1 }]);
    await expectRejection(back(), 'MODEL_VERSION_UNKNOWN', 'only version 1');
    await store.deploy({ model: 'owls', alias: 'champion', version: 4, runId: null, reason: 'mended' });
    expect(await back()).toEqual({ version: 1 });
  });

  test(`${name}: keeps what each server saw of an interval once, however often it says so`, async () => {
    const store = await open();
    const seen = (requests: number) => ({
      ...{ server: 's', model: 'owls', version: 1, role: 'answer' as const, start: at(0), end: at(1) },
      observed: { ...noTraffic, requests },
    });
    await store.saveTraffic([seen(1), { ...seen(5), server: 't' }]);
    await store.saveTraffic([seen(2)]);
    const traffic = await store.traffic({ model: 'owls', from: at(0) });
    expect(traffic.map(({ server, observed }) => [server, observed.requests]).sort()).toEqual([
      ['s', 2],
      ['t', 5],
    ]);
    expect(await store.traffic({ model: 'owls', from: at(1) })).toEqual([]);
    await store.dropTraffic(at(2));
    expect(await store.traffic({ model: 'owls', from: at(0) })).toEqual([]);
  });

  test(`${name}: keeps parts of the prediction log, and their artifacts from being cleaned away`, async () => {
    const store = await open();
    const part = { id: 'p', model: 'owls', version: 1, digest: digest('e'), rows: 3, start: at(0), end: at(1) };
    for (let twice = 0; twice < 2; twice++) await store.addPredictionPart(part);
    expect(await store.predictionParts('owls', { start: at(1), end: at(2) })).toEqual([part]);
    expect(await store.predictionParts('owls', { start: at(2), end: at(3) })).toEqual([]);
    const referred: string[] = [];
    for await (const each of store.references()) referred.push(each);
    expect(referred).toEqual([digest('e')]);
    await store.dropPredictions(at(2));
    expect(await store.predictionParts('owls', { start: at(0), end: at(2) })).toEqual([]);
  });

  test(`${name}: keeps the last label of a prediction, of any type`, async () => {
    const store = await open();
    await store.saveLabels([
      { prediction: 'a:0', label: 'cat' },
      { prediction: 'a:1', label: 2.5 },
    ]);
    await store.saveLabels([{ prediction: 'a:0', label: true }]);
    expect(await store.labels(['a:0', 'a:1', 'b:0'])).toEqual(
      new Map<string, unknown>([
        ['a:0', true],
        ['a:1', 2.5],
      ]),
    );
  });

  test(`${name}: keeps the last windows of monitoring, earliest first`, async () => {
    const store = await open();
    const findings = { rows: 1, labelled: 0, figures: { errorRate: 0 }, drift: [], degraded: [], quality: [], retrain: null };
    for (const minute of [1, 2, 3, 3]) await store.saveWindow({ model: 'owls', start: at(minute - 1), end: at(minute), findings });
    expect((await store.windows('owls', 2)).map(({ end }) => end)).toEqual([at(2), at(3)]);
    expect((await store.windows('owls', 1))[0]).toEqual({ model: 'owls', start: at(2), end: at(3), findings });
  });
}
