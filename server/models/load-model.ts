import type { InferencePool } from '../../inference/inference-pool.js';
import type { ArtifactStore } from '../../stores/artifacts/artifact-store.js';
import { openModel } from '../../stores/artifacts/models.js';
import type { ModelVersionRecord } from '../../stores/metadata/metadata-store.js';
import type { LoadedModel } from './served-model.js';

export interface ModelSources {
  readonly artifacts: ArtifactStore;
  readonly pool: InferencePool;
}

/** Fetches a version's card and graph and opens its sessions, which the pool has warmed then: it can take traffic at once. */
export async function loadModel({ model, version, artifact }: ModelVersionRecord, { artifacts, pool }: ModelSources): Promise<LoadedModel> {
  const { card, graph, explainer } = await openModel(artifacts, artifact);
  const session = await pool.open(card.graph, await graph());
  return { name: model, version, card, session, explainer: once(explainer) };
}

/** Asked for again, it gives what it gave; what has failed is tried again. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => {
    kept ??= read().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}
