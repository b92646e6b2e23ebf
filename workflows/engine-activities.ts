import { proxyActivities } from '@temporalio/workflow';
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
