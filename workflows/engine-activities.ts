import { ActivityFailure, ApplicationFailure, isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { EngineActivities } from '../worker/engine-activities.js';

/** Planning, holding and ending a run: light, idempotent, and tried for as long as a store or a disk may be away. */
export const {
  planRun,
  replanRun,
  holdRun,
  continueRun,
  recordNested,
  openMap,
  closeMap,
  endRun,
  planBackfill,
  rollBackModel,
  lookAtSchedule,
  lookAtRelease,
  moveRelease,
  carryOutRelease,
} = proxyActivities<EngineActivities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 20 },
});

/** Within the workflow's own task, tried once. The worker gives up what takes longer than a moment before this time-out does. */
const here = proxyLocalActivities<Pick<EngineActivities, 'planRun' | 'endRun'>>({
  startToCloseTimeout: '10s',
  retry: { maximumAttempts: 1 },
});

/** As planRun and endRun, a trip through a task queue and a workflow task shorter. */
export const inOwnTask: Pick<EngineActivities, 'planRun' | 'endRun'> = {
  planRun: (request) => here.planRun(request).catch((error: unknown) => afterAll(error, () => planRun(request))),
  endRun: (request) => here.endRun(request).catch((error: unknown) => afterAll(error, () => endRun(request))),
};

/** Where the moment was too short, or a store is away, it becomes an activity that waits. What would fail for good fails at once. */
function afterAll<T>(error: unknown, asActivity: () => Promise<T>): Promise<T> {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  const isFinal = cause instanceof ApplicationFailure && cause.nonRetryable === true;
  if (isFinal || isCancellation(error)) throw error;
  return asActivity();
}
