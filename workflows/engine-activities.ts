import { proxyActivities } from '@temporalio/workflow';
import type { EngineActivities } from '../worker/engine-activities.js';

/** Planning and ending a run: light, idempotent, and tried for as long as a store or a disk may be away. */
export const { planRun, endRun } = proxyActivities<EngineActivities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 20 },
});

/** An alert that no channel takes after five tries is given up: the worker's log has it. */
export const { alertOf } = proxyActivities<EngineActivities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m', maximumAttempts: 5 },
});
