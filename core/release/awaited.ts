import type { ReleasePhase } from './release-phase.js';
import type { ReleaseSettings } from './release-settings.js';

/** What a release waits for: its turn, so many more requests and so much more time, a person's word, or nothing any more. */
export type Awaited =
  | { readonly kind: 'turn' }
  | { readonly kind: 'word' }
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'traffic';
      /** Answered by the candidate, or shown to it. */
      readonly requests: number;
      readonly ms: number;
    };

/** What was seen of a release since it is where it is. */
export interface SeenOfPhase {
  readonly phase: ReleasePhase;
  readonly forMs: number;
  /** Of the candidate. */
  readonly requests: number;
}

export function awaitedOf({ phase, forMs, requests }: SeenOfPhase, settings: ReleaseSettings): Awaited {
  switch (phase) {
    case 'queued':
      return { kind: 'turn' };
    case 'approval':
      return { kind: 'word' };
    case 'shadow':
    case 'canary':
    case 'bake': {
      const wanted = wantedIn(phase, settings);
      return { kind: 'traffic', requests: Math.max(0, wanted.requests - requests), ms: Math.max(0, wanted.atLeast - forMs) };
    }
    default:
      return { kind: 'nothing' };
  }
}

/** What a phase has to see before the release goes on. */
function wantedIn(phase: 'shadow' | 'canary' | 'bake', { shadow, step, bake }: ReleaseSettings): ReleaseSettings['bake'] {
  return { shadow: shadow ?? { atLeast: 0, requests: 0 }, canary: step, bake }[phase];
}
