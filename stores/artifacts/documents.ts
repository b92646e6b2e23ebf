import { canonicalJson } from '../../core/canonical-json.js';
import { LeatError, messageOf } from '../../core/errors.js';
import type { ArtifactReference } from '../metadata/metadata-store.js';
import type { ArtifactStore } from './artifact-store.js';
import { requireDigest } from './digest.js';

/** Saves plain data as canonical JSON, so that equal values have one digest. */
export async function saveDocument(store: ArtifactStore, kind: string, value: unknown): Promise<ArtifactReference> {
  return { kind, digest: await store.put(new TextEncoder().encode(canonicalJson(value))) };
}

/**
 * @throws LeatError `ARTIFACT_MISSING`, `ARTIFACT_CORRUPT`, or `ARTIFACT_KIND` when it is no JSON document.
 */
export async function readDocument(store: ArtifactStore, digest: string): Promise<unknown> {
  const content = await store.get(requireDigest(digest));
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch (error) {
    throw new LeatError('ARTIFACT_KIND', `artifact ${digest}: expected a JSON document, got other bytes (${messageOf(error)})`, {
      cause: error,
    });
  }
}
