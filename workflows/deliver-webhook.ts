import { log, proxyActivities } from '@temporalio/workflow';
import type { EngineActivities } from '../worker/engine-activities.js';

const { sendWebhook } = proxyActivities<EngineActivities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '10s',
  // A receiver that is down for a night still hears of it.
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1h' },
});

const { giveUpWebhook } = proxyActivities<EngineActivities>({ startToCloseTimeout: '1m', heartbeatTimeout: '10s' });

export interface DeliverWebhookRequest {
  /** Of a delivery in the metadata store: address, secrets and body are read there, and never enter the history. */
  readonly delivery: string;
}

/** One event on its way to one webhook, until it is taken or a day has passed. */
export async function deliverWebhook({ delivery }: DeliverWebhookRequest): Promise<void> {
  try {
    await sendWebhook({ delivery });
  } catch (error) {
    log.error('a webhook was given up', { delivery, error });
    await giveUpWebhook({ delivery });
  }
}
