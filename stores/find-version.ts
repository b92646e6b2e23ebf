import { LeatError } from '../core/errors.js';
import { formatModelReference, parseModelReference } from '../core/model/model-reference.js';
import type { MetadataStore, ModelVersionRecord } from './metadata/metadata-store.js';

/**
 * The version that a text means now: `name` (its champion), `name@alias` or `name:version`.
 *
 * @throws LeatError `MODEL_REFERENCE_INVALID` or `MODEL_UNKNOWN`
 */
export async function findVersion(text: string, metadata: MetadataStore): Promise<ModelVersionRecord> {
  const reference = parseModelReference(text);
  const { name } = reference;
  const found =
    'alias' in reference ? await metadata.versionByAlias(name, reference.alias) : await metadata.version(name, reference.version);
  if (found !== null) return found;
  const known = (await metadata.models()).map((model) => model.name);
  const message = `no model is registered as "${formatModelReference(reference)}"; models: ${known.length === 0 ? 'none' : known.join(', ')}`;
  throw new LeatError('MODEL_UNKNOWN', message, { details: { model: text } });
}
