import { CancellationScope, log, proxyLocalActivities, uuid4 } from '@temporalio/workflow';
import type { AlertEvent } from '../core/pipeline/alert-event.js';
import type { EngineActivities } from '../worker/engine-activities.js';

/** It reads the rules and hands over to Temporal, in milliseconds: a line in the history, and no trip through a task queue. */
const { raiseAlert } = proxyLocalActivities<EngineActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1m',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** Raises an alert and goes on: what becomes of it never fails a workflow, nor does a cancellation keep it back. */
export async function alert(event: AlertEvent): Promise<void> {
  try {
    await CancellationScope.nonCancellable(() => raiseAlert({ ...event, id: uuid4(), at: Date.now() }));
  } catch (error) {
    log.error('an alert was not raised', { event: event.event, runId: event.runId, error });
  }
}
