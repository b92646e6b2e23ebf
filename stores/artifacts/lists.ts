import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import type { Kind } from '../../core/pipeline/kinds.js';
import type { ArtifactReference } from '../metadata/metadata-store.js';
import type { ArtifactStore } from './artifact-store.js';
import { readDocument, saveDocument } from './documents.js';

const listSchema = z.strictObject({
  kind: z.literal('list'),
  of: z.string(),
  /** Digests in the items' order; null for one that failed where that was allowed. */
  items: z.array(z.string().nullable()),
});

/** What a mapped stage made: the artifacts of its items, in order. */
export type ArtifactList = z.output<typeof listSchema>;

export async function saveList(store: ArtifactStore, of: Kind, items: readonly (string | null)[]): Promise<ArtifactReference> {
  const list: ArtifactList = { kind: 'list', of, items: [...items] };
  return saveDocument(store, `${of}[]`, list);
}

/** @throws LeatError `ARTIFACT_KIND` when the artifact is no list. */
export async function readList(store: ArtifactStore, digest: string): Promise<ArtifactList> {
  const parsed = listSchema.safeParse(await readDocument(store, digest));
  if (parsed.success) return parsed.data;
  throw new LeatError('ARTIFACT_KIND', `artifact ${digest}: expected a list, got another document`, { details: { digest } });
}
