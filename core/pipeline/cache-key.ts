import { canonicalJson } from '../canonical-json.js';
import type { PlannedStage } from './plan.js';
import type { Versions } from './versions.js';

/** Digests of a stage's input artifacts, by input name. */
export type InputDigests = Readonly<Record<string, string | readonly string[]>>;

export interface CacheKeyParts {
  readonly stage: Pick<PlannedStage, 'stage' | 'version' | 'params'>;
  readonly inputs: InputDigests;
  /** Of what the parameters name; see StageDeclaration. */
  readonly versions: Versions;
  readonly seed: number;
  /** Digest of the module graph of a user's stage, helpers included; null for a built-in one. */
  readonly code: string | null;
}

/** The text whose digest is a stage's cache key: all inside Leat that its output depends on, in canonical form. */
export function cacheKeyText({ stage, inputs, versions, seed, code }: CacheKeyParts): string {
  return canonicalJson({ stage: stage.stage, version: stage.version, params: stage.params, versions, inputs, seed, code });
}
