import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { COLUMN_TYPES } from '../../core/table/column.js';
import type { ArtifactStore } from './artifact-store.js';
import { isDigest } from './digest.js';
import { readDocument } from './documents.js';

/** The stored form of a table: its schema, and its parts as Arrow IPC artifacts of their own. */
export const tableManifest = z.strictObject({
  kind: z.literal('table'),
  schema: z.array(z.strictObject({ name: z.string(), type: z.enum(COLUMN_TYPES) })),
  rows: z.int().min(0),
  parts: z.array(z.strictObject({ digest: z.string().refine(isDigest), rows: z.int().min(0), bytes: z.int().min(0) })),
});

export type TableManifest = z.infer<typeof tableManifest>;

/** @throws LeatError `ARTIFACT_KIND` when the artifact is no table. */
export async function readTableManifest(store: ArtifactStore, digest: string): Promise<TableManifest> {
  const parsed = tableManifest.safeParse(await readDocument(store, digest));
  if (parsed.success) return parsed.data;
  throw new LeatError(
    'ARTIFACT_KIND',
    `artifact ${digest}: expected a table's manifest, got another document (${z.prettifyError(parsed.error)})`,
  );
}
