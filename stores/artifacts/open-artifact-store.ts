import { LeatError } from '../../core/errors.js';
import type { ArtifactStore } from './artifact-store.js';
import { FileArtifactStore } from './file-artifact-store.js';

/** What the text before the colon of an address stands for. */
const STORES: Readonly<Record<string, (path: string) => Promise<ArtifactStore>>> = {
  file: (path) => FileArtifactStore.open(path),
};

/**
 * Opens the artifact store of an address such as `file:.leat/artifacts`.
 *
 * @throws LeatError `STORE_UNSUPPORTED` for another kind of address, `STORAGE_*` when it cannot be used.
 */
export async function openArtifactStore(url: string): Promise<ArtifactStore> {
  const [scheme = '', ...rest] = url.split(':');
  const path = rest.join(':');
  const openStore = Object.hasOwn(STORES, scheme) ? STORES[scheme] : undefined;
  if (openStore === undefined || path === '') {
    const expected = Object.keys(STORES).map((known) => `${known}:PATH`);
    throw new LeatError('STORE_UNSUPPORTED', `artifact store: expected ${expected.join(' or ')}, got "${url}"`, {
      details: { received: url },
    });
  }
  return openStore(path);
}
