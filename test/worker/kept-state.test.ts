import { expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../stores/artifacts/memory-artifact-store.js';
import { KeptState } from '../../worker/kept-state.js';
import { collect } from '../support/collect.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { openTemporarily } from '../stores/metadata/open-temporarily.js';

async function services() {
  const metadata = openTemporarily(`sqlite:${temporaryFolder()}/leat.db`);
  await metadata.migrate();
  return { artifacts: new MemoryArtifactStore(), metadata, log: { info: () => undefined, warn: () => undefined } };
}

test('keeps the last state for whoever computes the same, and one artifact only', async () => {
  const parts = await services();
  const first = new KeptState('key', parts);
  expect(await first.load()).toBeUndefined();
  await first.save(Uint8Array.of(1));
  await first.save(Uint8Array.of(2, 3));
  const second = new KeptState('key', parts);
  expect(await second.load()).toEqual(Uint8Array.of(2, 3));
  expect(await new KeptState('other key', parts).load()).toBeUndefined();
  await second.save(Uint8Array.of(4));
  expect(await collect(parts.artifacts.list())).toEqual([await parts.metadata.checkpoint('key')]);
});

test('leaves nothing when the stage has completed, not even a save that nobody waited for', async () => {
  const parts = await services();
  const checkpoint = new KeptState('key', parts);
  void checkpoint.save(Uint8Array.of(1));
  await checkpoint.remove();
  expect([await parts.metadata.checkpoint('key'), await collect(parts.artifacts.list())]).toEqual([null, []]);
});

test('begins at the beginning when the state is lost', async () => {
  const parts = await services();
  await new KeptState('key', parts).save(Uint8Array.of(1));
  for (const digest of await collect(parts.artifacts.list())) await parts.artifacts.delete(digest);
  expect(await new KeptState('key', parts).load()).toBeUndefined();
});
