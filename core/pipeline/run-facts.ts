import type { PlannedRun } from './planned-run.js';
import type { StageFailure, StageProgressState } from './run-state.js';

/** A run as it is recorded: what was planned, and what its stages came to. */
export interface RunFacts {
  readonly id: string;
  readonly planned: PlannedRun;
  readonly startedAt: Date;
  readonly stages: readonly StageFacts[];
}

export interface StageFacts {
  readonly name: string;
  readonly state: StageProgressState;
  /** As stage-code.ts makes it: what is known inside Leat, then a slash and the outside world, for a stage that reads it. */
  readonly cacheKey: string;
  readonly adoptedFrom: string | null;
  readonly endedAt: Date | null;
  readonly outputs: Readonly<Record<string, { readonly kind?: string; readonly digest: string }>>;
  readonly figures: Readonly<Record<string, number | string>>;
  readonly error: StageFailure | null;
}
