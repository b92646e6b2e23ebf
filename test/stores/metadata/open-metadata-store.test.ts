import { expect, test } from 'vitest';
import { openMetadataStore } from '../../../stores/metadata/open-metadata-store.js';
import { expectRefusal } from '../../support/expect-refusal.js';
import { openTemporarily } from './open-temporarily.js';

test.for(['mysql://host/leat', 'constructor:x', 'sqlite:', 'postgres://[', ''])('refuses the address "%s"', (url) => {
  expectRefusal(() => openMetadataStore(url), 'STORE_UNSUPPORTED', 'expected ');
});

test('keeps the password of an address to itself', () => {
  expect(() => openMetadataStore('mysql://leat:hidden@host/leat')).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('hidden') as string }),
  );
});

test('opens a database in memory that ends with its store', async () => {
  const store = openTemporarily('sqlite::memory:');
  await store.migrate();
  expect(await store.models()).toEqual([]);
});
