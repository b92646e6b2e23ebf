import { z } from 'zod';
import { planSchema } from '../core/pipeline/plan.js';
import type { ArtifactStore, Digest } from '../stores/artifacts/artifact-store.js';
import { readDocument } from '../stores/artifacts/documents.js';

/**
 * All that a run's stages need to know, as one stored document: workers read it by digest, so that
 * neither plans nor code travel through workflow history.
 */
export const plannedRunSchema = z.strictObject({
  plan: planSchema,
  seed: z.int(),
  /** The pipeline's bundled code, itself an artifact; null when it was sent as JSON. */
  code: z.string().nullable(),
  /** Digest of the module graph of every module that declares a stage, by its relative path. */
  moduleDigests: z.record(z.string(), z.string()),
});

export type PlannedRun = z.output<typeof plannedRunSchema>;

/** Plans are read by every stage of a run, and never change: the last few are kept. */
const kept = new Map<string, PlannedRun>();
const KEPT = 20;

export async function loadPlannedRun(digest: string, artifacts: ArtifactStore): Promise<PlannedRun> {
  const known = kept.get(digest);
  if (known !== undefined) return known;
  const planned = plannedRunSchema.parse(await readDocument(artifacts, digest as Digest)); // given by planRun, which saved it
  kept.set(digest, planned);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return planned;
}
