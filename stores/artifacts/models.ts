import { LeatError } from '../../core/errors.js';
import type { ModelCard, ModelContent, ModelReader } from '../../core/model/model-card.js';
import type { ArtifactReference } from '../metadata/metadata-store.js';
import type { ArtifactStore } from './artifact-store.js';
import { requireDigest } from './digest.js';
import { readDocument, saveDocument } from './documents.js';

/** Saves the graph, then the card that names it: the card's digest stands for the model. */
export async function saveModel(store: ArtifactStore, { card, graph, explainer = null }: ModelContent): Promise<ArtifactReference> {
  const explaining = explainer === null ? {} : { explainer: await store.put(explainer) };
  const stored: ModelCard = { ...card, graph: await store.put(graph), ...explaining };
  return saveDocument(store, 'model', stored);
}

/**
 * The card is read at once, the graph when it is asked for.
 *
 * @throws LeatError `ARTIFACT_KIND` when the artifact is no model.
 */
export async function openModel(store: ArtifactStore, digest: string): Promise<ModelReader> {
  const card = await readDocument(store, digest);
  if (!isModelCard(card)) throw new LeatError('ARTIFACT_KIND', `artifact ${digest}: expected a model's card, got another document`);
  const graph = requireDigest(card.graph);
  const { explainer } = card;
  return {
    digest,
    card,
    graph: () => store.get(graph),
    explainer: () => (explainer === undefined ? Promise.resolve(null) : store.get(requireDigest(explainer))),
  };
}

/** By the two fields that a model cannot do without: the digest vouches that Leat wrote the rest. */
export function isModelCard(document: unknown): document is ModelCard {
  return (
    typeof document === 'object' &&
    document !== null &&
    'signature' in document &&
    'graph' in document &&
    typeof document.graph === 'string'
  );
}
