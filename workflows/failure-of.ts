import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';
import type { StageFailure } from '../core/pipeline/run-state.js';

/** Code and sentence of what ended an activity: Temporal wraps it once for every layer. */
export function failureOf(error: unknown): StageFailure {
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) return failureOf(error.cause);
  if (error instanceof ApplicationFailure) {
    const [{ attempt }] = (error.details ?? [{}]) as [{ readonly attempt?: number }]; // as worker/activities.ts wrote them
    return { code: error.type ?? 'STAGE_FAILED', message: error.message, ...(attempt === undefined ? {} : { attempt }) };
  }
  if (error instanceof TimeoutFailure) return { code: 'STAGE_TIMEOUT', message: `no answer in time (${String(error.timeoutType)})` };
  return { code: 'STAGE_FAILED', message: error instanceof Error ? error.message : String(error) };
}
