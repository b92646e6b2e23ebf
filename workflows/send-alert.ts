import { proxyActivities } from '@temporalio/workflow';
import type { AlertRequest, EngineActivities } from '../worker/engine-activities.js';

const { deliverAlert } = proxyActivities<EngineActivities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '10s',
  // A receiver that is down for a night still hears of it.
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10m' },
});

/** Tells the alert channels, for as long as it takes: a workflow of its own, so that no run waits for it or fails by it. */
export async function sendAlert(request: AlertRequest): Promise<void> {
  await deliverAlert(request);
}
