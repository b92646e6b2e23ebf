import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { digestOf } from '../../../stores/artifacts/digest.js';
import { FileArtifactStore } from '../../../stores/artifacts/file-artifact-store.js';
import { TemporaryFiles } from '../../../stores/artifacts/temporary-files.js';
import { collect } from '../../support/collect.js';
import { expectRejection } from '../../support/expect-refusal.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { mountTinyDisk, noTinyDisk } from '../../support/tiny-disk.js';

const KILOBYTE = 1024;
const kilobytes = (count: number, fill: number): Uint8Array => new Uint8Array(count * KILOBYTE).fill(fill);
const temporaryFiles = (folder: string): string[] => readdirSync(join(folder, 'temporary'));

test('keeps one whole copy of what three processes write at once', async () => {
  const folder = temporaryFolder();
  const put = (): Promise<unknown> =>
    promisify(execFile)(process.execPath, ['scripts/run-typescript.js', 'test/fixtures/processes/put-many.ts', folder, '40']);
  await Promise.all([put(), put(), put()]);
  const store = await FileArtifactStore.open(folder);
  const digests = await collect(store.list());
  expect(digests).toHaveLength(40);
  for (const digest of digests) expect(digestOf(await store.get(digest))).toBe(digest);
  expect(temporaryFiles(folder)).toEqual([]);
});

test.skipIf(noTinyDisk)('refuses when the disk is full, loses nothing, and goes on when there is room', async () => {
  const disk = mountTinyDisk(400);
  const store = await FileArtifactStore.open(disk.path);
  const kept = await store.put(kilobytes(200, 1));
  await expectRejection(store.put(kilobytes(300, 2)), 'STORAGE_FULL', 'ENOSPC');
  expect(temporaryFiles(disk.path)).toEqual([]);
  expect(digestOf(await store.get(kept))).toBe(kept);
  await store.delete(kept);
  expect(await store.sizeBytes(await store.put(kilobytes(300, 2)))).toBe(300 * KILOBYTE);
});

test.skipIf(noTinyDisk)('reads from a read-only disk, and refuses to write to it without a retry', async () => {
  const disk = mountTinyDisk(400);
  const kept = await (await FileArtifactStore.open(disk.path)).put(kilobytes(1, 1));
  disk.makeReadOnly();
  const store = await FileArtifactStore.open(disk.path);
  expect(digestOf(await store.get(kept))).toBe(kept);
  expect(await store.put(kilobytes(1, 1))).toBe(kept); // it is there already
  await expectRejection(store.put(kilobytes(1, 2)), 'STORAGE_READ_ONLY', 'EROFS');
  await expectRejection(store.check(), 'STORAGE_READ_ONLY', disk.path);
});

test('refuses a place that is a file, naming it', async () => {
  const path = join(temporaryFolder(), 'taken');
  writeFileSync(path, '');
  await expectRejection(FileArtifactStore.open(path), 'STORAGE_FAILED', path);
});

test('writes again what has lost a part of its bytes', async () => {
  const folder = temporaryFolder();
  const store = await FileArtifactStore.open(folder);
  const digest = await store.put(kilobytes(4, 1));
  truncateSync(join(folder, digest.replace(/^sha256:(..)/, 'sha256/$1/')), 10);
  await expectRejection(store.get(digest), 'ARTIFACT_CORRUPT', 'got 10 bytes');
  await store.put(kilobytes(4, 1));
  expect(digestOf(await store.get(digest))).toBe(digest);
});

test('removes what writers left behind that died here, or elsewhere an hour ago, and leaves the files of others alone', async () => {
  const folder = temporaryFolder();
  await FileArtifactStore.open(folder);
  const here = basename(new TemporaryFiles(folder).newPath()).split('~')[0] ?? '';
  const { pid: dead } = spawnSync('true');
  const names = [`${here}~${String(dead)}~1~dead`, `${here}~${String(process.ppid)}~1~alive`, 'elsewhere~1~1~old', 'elsewhere~1~1~young'];
  for (const name of names) writeFileSync(join(folder, 'temporary', name), 'half an artif');
  const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
  utimesSync(join(folder, 'temporary', 'elsewhere~1~1~old'), longAgo, longAgo);
  await FileArtifactStore.open(folder);
  expect(temporaryFiles(folder).toSorted()).toEqual([`${here}~${String(process.ppid)}~1~alive`, 'elsewhere~1~1~young'].toSorted());
});

test('gives up what a thread of this process was writing that has ended, and nothing else', async () => {
  const folder = temporaryFolder();
  const store = await FileArtifactStore.open(folder);
  const ours = basename(new TemporaryFiles(folder).newPath()).split('~').slice(0, 2).join('~');
  for (const thread of [7, 77]) writeFileSync(join(folder, 'temporary', `${ours}~${String(thread)}~half`), 'half an artif');
  await store.forgetThread(7);
  expect(temporaryFiles(folder)).toEqual([`${ours}~77~half`]);
});

test('finds what a sweep that was killed had moved aside', async () => {
  const folder = temporaryFolder();
  const store = await FileArtifactStore.open(folder);
  const digest = await store.put(kilobytes(1, 1));
  const hex = digest.slice('sha256:'.length);
  for (const use of [() => store.has(digest), () => store.touch(digest), () => store.get(digest)]) {
    mkdirSync(join(folder, 'swept'), { recursive: true });
    renameSync(join(folder, 'sha256', hex.slice(0, 2), hex.slice(2)), join(folder, 'swept', hex));
    expect(await use()).toBeTruthy();
  }
});

test('loses nothing that one process puts and reads while another one sweeps', async () => {
  const folder = temporaryFolder();
  const [store, sweeper] = [await FileArtifactStore.open(folder), await FileArtifactStore.open(folder)];
  const ends = { all: false };
  const sweeping = (async () => {
    while (!ends.all) for (const digest of await collect(sweeper.list())) await sweeper.deleteUnused(digest, new Date(Date.now() - 5));
  })();
  for (let round = 0; round < 300; round++) {
    const digest = await store.put(kilobytes(1, round % 7));
    expect(digestOf(await store.get(digest))).toBe(digest);
    await new Promise((wake) => setTimeout(wake, round % 9));
  }
  ends.all = true;
  await sweeping;
});
