import { afterEach, expect, test } from 'vitest';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import { AttemptLog } from '../../worker/attempt-log.js';
import { createLog } from '../../worker/log.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const key = { runId: 'run-1', name: 'train', attempt: 1 };
let metadata: MetadataStore;

afterEach(() => metadata.close());

async function open(): Promise<AttemptLog> {
  metadata = openMetadataStore(`sqlite:${temporaryFolder()}/leat.db`);
  await metadata.migrate();
  return new AttemptLog(key, { metadata, log: createLog('silent') });
}

test('keeps the lines of the log and the console in their order, also of an attempt that fails', async () => {
  const log = await open();
  const work = log.during(async () => {
    log.info('read', { rows: 3 });
    process.stdout.write('from stdout\n');
    await Promise.resolve();
    process.stderr.write('from stderr\n');
    log.warn('odd');
    throw new Error('broken');
  });
  await expect(work).rejects.toThrow('broken');
  process.stdout.write(''); // after the attempt: nobody's
  expect(await metadata.output(key)).toBe('read rows=3\nfrom stdout\nfrom stderr\nwarning: odd\n');
});

test('can be read while the attempt runs', async () => {
  const log = await open();
  await log.during(async () => {
    log.info('begun');
    await expect.poll(() => metadata.output(key), { timeout: 5_000 }).toBe('begun\n');
  });
});

test('keeps the beginning and the end of a long text, and says how much is left out', async () => {
  const log = await open();
  await log.during(() => {
    for (let line = 0; line < 300_000; line++) log.write(`${String(line).padStart(9)}\n`);
    return Promise.resolve();
  });
  const text = await metadata.output(key);
  expect(text.length).toBeLessThan(1.1 * 1024 * 1024);
  expect(text).toMatch(/^ {8}0\n[^]*\n\[1,951,424 characters are left out here\]\n[^]* 299999\n$/);
});
