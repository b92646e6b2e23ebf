import { expect, test } from 'vitest';
import { openArtifactStore } from '../../../stores/artifacts/open-artifact-store.js';
import { expectRejection } from '../../support/expect-refusal.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

test('opens a folder, and creates it where needed', async () => {
  const store = await openArtifactStore(`file:${temporaryFolder()}/not/there/yet`);
  await store.check();
  expect(await store.has(await store.put(Uint8Array.of(1)))).toBe(true);
});

test.for(['s3://bucket/prefix', 'constructor:x', 'file:', 'artifacts', ''])('refuses the address "%s"', async (url) => {
  await expectRejection(openArtifactStore(url), 'STORE_UNSUPPORTED', `expected file:PATH, got "${url}"`);
});
