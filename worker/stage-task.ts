import type { InputDigests } from '../core/pipeline/cache-key.js';
import type { Decision } from '../core/pipeline/decision.js';

/** What a stage's activity is sent: references and names; everything else stands in the planned run. */
export interface StageTask {
  readonly runId: string;
  /** Digest of the planned run (planned-run.ts). */
  readonly plan: string;
  /** Of the stage in its plan. */
  readonly name: string;
  readonly inputs: InputDigests;
  /** Of this try. */
  readonly timeoutMs: number;
  /** It takes hardly any processor time: it needs no thread of its own. */
  readonly light?: true;
  /** Tries that were used up before the stage was ordered to be tried again. */
  readonly triesBefore?: number;
  /** Of the HTTP request that started the run. */
  readonly requestId?: string;
  /** Of the caller whose trace the run goes on with. */
  readonly traceparent?: string;
  /** Of the person that the stage waited for. */
  readonly decision?: Decision;
}
