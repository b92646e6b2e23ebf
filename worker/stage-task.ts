import type { InputDigests } from '../core/pipeline/cache-key.js';

/** What a stage's activity is sent: references and names; everything else stands in the planned run. */
export interface StageTask {
  readonly runId: string;
  /** Digest of the planned run (planned-run.ts). */
  readonly plan: string;
  /** Of the stage in its plan. */
  readonly name: string;
  readonly inputs: InputDigests;
  /** Tries in all, so that the last one is recorded as final. */
  readonly attempts: number;
}
