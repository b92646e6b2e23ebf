import { rollBackAlias } from '../stores/metadata/roll-back-alias.js';
import type { RollBackRequest } from './engine-activities.js';
import type { ThreadServices } from './thread-services.js';

/** @throws LeatError `MODEL_VERSION_UNKNOWN` when the alias never pointed to another version. */
export function rollBackModel(request: RollBackRequest, { metadata }: Pick<ThreadServices, 'metadata'>): Promise<{ version: number }> {
  return rollBackAlias(request, metadata);
}
