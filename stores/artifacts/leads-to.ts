import { isLeatError } from '../../core/errors.js';
import type { ArtifactStore, Digest } from './artifact-store.js';
import { isDigest } from './digest.js';
import { isModelCard } from './models.js';
import { tableManifest } from './table-manifest.js';

/** Where an artifact leads: to others that may lead on, and to bytes that lead nowhere. */
export interface Leads {
  readonly documents: readonly Digest[];
  readonly bytes: readonly Digest[];
}

const NOWHERE: Leads = { documents: [], bytes: [] };

/**
 * The one place that knows what an artifact leads to: a table to its parts, a model to its graph and recipe, every other
 * document (a planned run, a list of items) to every digest that stands in it, whether that is an artifact or not:
 * keeping too much costs room, keeping too little loses data.
 */
export async function leadsTo(store: ArtifactStore, digest: Digest): Promise<Leads> {
  const document = await readJson(store, digest);
  if (document === undefined) return NOWHERE;
  const table = tableManifest.safeParse(document);
  if (table.success) return { documents: [], bytes: table.data.parts.map((part) => part.digest) };
  if (isModelCard(document)) {
    const { graph, explainer, provenance } = document;
    return { documents: [], bytes: [...digestsIn([graph, explainer, provenance.recipe])] };
  }
  return { documents: [...digestsIn(document)], bytes: [] };
}

/** @returns Undefined for what is no JSON document, or can no longer be read. */
async function readJson(store: ArtifactStore, digest: Digest): Promise<unknown> {
  try {
    const content = await store.get(digest);
    const isJson = content[0] === BRACE || content[0] === BRACKET; // no Arrow, ONNX or checkpoint begins so
    return isJson ? JSON.parse(new TextDecoder().decode(content)) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // code of a pipeline
    if (isLeatError(error) && (error.code === 'ARTIFACT_MISSING' || error.code === 'ARTIFACT_CORRUPT')) return undefined;
    throw error;
  }
}

const BRACE = '{'.charCodeAt(0);
const BRACKET = '['.charCodeAt(0);

function* digestsIn(value: unknown): Generator<Digest> {
  if (typeof value === 'string') {
    if (isDigest(value)) yield value;
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) yield* digestsIn(inner);
  }
}
