import type { ReleaseSettings } from './release-settings.js';

/** Where a release is. The last four are ends. */
export const releasePhases = ['queued', 'shadow', 'canary', 'bake', 'approval', 'promoted', 'returned', 'rejected', 'replaced'] as const;
export type ReleasePhase = (typeof releasePhases)[number];

const ends: ReadonlySet<ReleasePhase> = new Set(['promoted', 'returned', 'rejected', 'replaced']);

export function isOver(phase: ReleasePhase): boolean {
  return ends.has(phase);
}

/** A phase, and the step of the canary. */
export interface ReleasePlace {
  readonly phase: ReleasePhase;
  /** Of the canary, from 0; 0 in other phases. */
  readonly step: number;
}

/** The share of requests, 0 to 1, that the candidate answers. */
export function shareOf({ phase, step }: ReleasePlace, { canary }: Pick<ReleaseSettings, 'canary'>): number {
  if (phase === 'canary') return (canary[step] ?? 0) / 100;
  return phase === 'bake' || phase === 'approval' ? 1 : 0;
}

/** What comes after a place whose time is over without a complaint. */
export function placeAfter({ phase, step }: ReleasePlace, { shadow, canary, approval }: ReleaseSettings): ReleasePlace {
  const firstOfCanary: ReleasePlace = canary.length > 0 ? { phase: 'canary', step: 0 } : { phase: 'bake', step: 0 };
  switch (phase) {
    case 'queued':
      return shadow === null ? firstOfCanary : { phase: 'shadow', step: 0 };
    case 'shadow':
      return firstOfCanary;
    case 'canary':
      return step + 1 < canary.length ? { phase, step: step + 1 } : { phase: 'bake', step: 0 };
    case 'bake':
      return { phase: approval === 'person' ? 'approval' : 'promoted', step: 0 };
    case 'approval':
      return { phase: 'promoted', step: 0 };
    default:
      return { phase, step };
  }
}

/** As people read it. */
export function placeText({ phase, step }: ReleasePlace, settings: Pick<ReleaseSettings, 'canary'>): string {
  return phase === 'canary' ? `canary at ${String(settings.canary[step])} %` : phase;
}
