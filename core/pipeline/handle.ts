import type { StageUse } from './define-stage.js';
import type { Kind, ListKind } from './kinds.js';

/** An output that some stage will have: what authors wire. It knows the stage that makes it. */
export interface Handle<K extends Kind | ListKind = Kind | ListKind> {
  readonly kind: K;
  readonly output: string;
  readonly use: StageUse;
}

export function isHandle(value: unknown): value is Handle {
  return typeof value === 'object' && value !== null && 'use' in value && 'output' in value && 'kind' in value;
}
