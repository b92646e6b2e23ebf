import type { PreparedFolds } from '../core/model/trial.js';
import { decodeFold } from '../core/tuning/fold-bytes.js';
import type { PreparedFold } from '../core/tuning/prepare-fold.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { requireDigest } from '../stores/artifacts/digest.js';

/** Folds of the study at hand: its trials follow each other in a thread, and each needs all of them. */
let kept: { readonly key: string; readonly folds: readonly PreparedFold[] } | undefined;

/** The folds behind their references, read once a thread. They are shared: nobody writes to them. */
export async function loadFolds({ folds: digests }: PreparedFolds, artifacts: ArtifactStore): Promise<readonly PreparedFold[]> {
  const key = digests.join();
  if (kept?.key === key) return kept.folds;
  kept = undefined; // before the next ones are read, so that both need not be in memory
  const folds: PreparedFold[] = [];
  for (const digest of digests) folds.push(decodeFold(await artifacts.get(requireDigest(digest))));
  kept = { key, folds };
  return folds;
}
