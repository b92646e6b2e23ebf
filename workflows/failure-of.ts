import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { StageFailure } from '../core/pipeline/run-state.js';

/** Code and sentence of what ended an activity: Temporal wraps it once for every layer. */
export function failureOf(error: unknown): StageFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return { code: cause.type ?? 'STAGE_FAILED', message: cause.message };
  if (cause instanceof TimeoutFailure) return { code: 'STAGE_TIMEOUT', message: `no answer in time (${String(cause.timeoutType)})` };
  return { code: 'STAGE_FAILED', message: cause instanceof Error ? cause.message : String(cause) };
}
