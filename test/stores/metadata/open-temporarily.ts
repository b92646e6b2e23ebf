import { onTestFinished } from 'vitest';
import type { MetadataStore } from '../../../stores/metadata/metadata-store.js';
import { openMetadataStore } from '../../../stores/metadata/open-metadata-store.js';

/** Opens the address, and closes with the test. */
export function openTemporarily(url: string): MetadataStore {
  const store = openMetadataStore(url);
  onTestFinished(() => store.close());
  return store;
}
