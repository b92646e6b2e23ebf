import { expect, test } from 'vitest';
import type { ArtifactStore, Digest } from '../../stores/artifacts/artifact-store.js';
import { collect } from '../support/collect.js';
import { expectRejection } from '../support/expect-refusal.js';

interface OpenedStore {
  readonly store: ArtifactStore;
  /** Another opener of the same place. */
  reopen?(): Promise<ArtifactStore>;
  /** Flips a bit of the stored bytes, behind the store's back. */
  damage?(digest: Digest): Promise<void>;
}

interface ArtifactStoreUnderTest {
  readonly name: string;
  /** An empty store, given up when the test ends. */
  open(): Promise<OpenedStore>;
  /** Said, not left out: what the kind cannot do by its nature. */
  readonly unsupported?: readonly ('reopen' | 'damage')[];
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

// sha256sum of "abc" and of nothing.
const ABC: Digest = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const EMPTY: Digest = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** A moment after all that was done so far, also by the clock of a file system. */
async function later(): Promise<Date> {
  await new Promise((wake) => setTimeout(wake, 10));
  return new Date();
}

/** What every artifact store must do. */
export function testArtifactStore({ name, open, unsupported = [] }: ArtifactStoreUnderTest): void {
  test(`${name}: keeps content under the digest of its bytes`, async () => {
    const { store } = await open();
    expect([await store.put(bytes('abc')), await store.put(bytes(''))]).toEqual([ABC, EMPTY]);
    expect([await store.get(ABC), await store.get(EMPTY)].map((content) => new TextDecoder().decode(content))).toEqual(['abc', '']);
    expect([await store.sizeBytes(ABC), await store.sizeBytes(EMPTY)]).toEqual([3, 0]);
    expect([await store.has(ABC), await store.has(EMPTY)]).toEqual([true, true]);
  });

  test(`${name}: keeps one copy of what is put 50 times at once`, async () => {
    const { store } = await open();
    const digests = await Promise.all(Array.from({ length: 50 }, () => store.put(bytes('abc'))));
    expect(new Set(digests)).toEqual(new Set([ABC]));
    expect(await collect(store.list())).toEqual([ABC]);
  });

  test(`${name}: keeps several megabytes`, async () => {
    const { store } = await open();
    const content = Uint8Array.from({ length: 5_000_000 }, (_, index) => index % 251);
    expect(Buffer.compare(await store.get(await store.put(content)), content)).toBe(0);
  });

  test(`${name}: is not changed through the buffers of its callers`, async () => {
    const { store } = await open();
    const content = bytes('abc');
    await store.put(content);
    content[0] = 0;
    (await store.get(ABC))[1] = 0;
    expect(await store.get(ABC)).toEqual(expect.objectContaining({ 0: 97, 1: 98 }));
  });

  test(`${name}: refuses what it does not have, naming the digest`, async () => {
    const { store } = await open();
    expect(await store.has(ABC)).toBe(false);
    await expectRejection(store.get(ABC), 'ARTIFACT_MISSING', ABC);
    await expectRejection(store.sizeBytes(ABC), 'ARTIFACT_MISSING', ABC);
  });

  test(`${name}: forgets what is deleted, also when it is deleted twice`, async () => {
    const { store } = await open();
    await store.put(bytes('abc'));
    await store.put(bytes(''));
    await store.delete(ABC);
    await store.delete(ABC);
    expect(await collect(store.list())).toEqual([EMPTY]);
    expect(await store.put(bytes('abc'))).toBe(ABC);
    expect(await store.has(ABC)).toBe(true);
  });

  test(`${name}: deletes what nobody has used since, and nothing else`, async () => {
    const { store } = await open();
    await store.put(bytes('abc'));
    await store.put(bytes(''));
    const since = await later();
    expect([await store.touch(EMPTY), await store.deleteUnused(EMPTY, since), await store.deleteUnused(ABC, since)]).toEqual([
      true,
      false,
      true,
    ]);
    expect([await store.touch(ABC), await store.usage(ABC), await store.deleteUnused(ABC, since)]).toEqual([false, null, false]);
    await store.put(bytes(''));
    expect(await store.usage(EMPTY)).toMatchObject({ sizeBytes: 0 });
    expect(await store.deleteUnused(EMPTY, since)).toBe(false);
    expect(await collect(store.list())).toEqual([EMPTY]);
  });

  test(`${name}: keeps what is put while it is being deleted`, async () => {
    const { store } = await open();
    for (let round = 0; round < 50; round++) {
      await store.put(bytes('abc'));
      const since = await later();
      await Promise.all([store.deleteUnused(ABC, since), store.put(bytes('abc')), store.deleteUnused(ABC, since)]);
      expect(new TextDecoder().decode(await store.get(ABC))).toBe('abc');
    }
  });

  test(`${name}: passes its own check and leaves nothing behind`, async () => {
    const { store } = await open();
    await store.check();
    expect(await collect(store.list())).toEqual([]);
  });

  test.skipIf(unsupported.includes('reopen'))(`${name}: shows to another opener what was put`, async () => {
    const { store, reopen } = await open();
    await store.put(bytes('abc'));
    const other = await reopen?.();
    expect(await other?.get(ABC)).toEqual(await store.get(ABC));
  });

  test.skipIf(unsupported.includes('damage'))(`${name}: refuses content of which a bit was flipped, and takes it anew`, async () => {
    const { store, damage } = await open();
    await store.put(bytes('abc'));
    await damage?.(ABC);
    await expectRejection(store.get(ABC), 'ARTIFACT_CORRUPT', ABC);
    expect(await store.has(ABC)).toBe(false);
    await store.put(bytes('abc'));
    expect(new TextDecoder().decode(await store.get(ABC))).toBe('abc');
  });
}
