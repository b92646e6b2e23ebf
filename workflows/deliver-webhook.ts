import { log, proxyActivities } from '@temporalio/workflow';
import type { EngineActivities } from '../worker/engine-activities.js';

/** A receiver that is down for a night still hears of it. */
const DAY_MS = 86_400_000;

const { giveUpWebhook } = proxyActivities<EngineActivities>({ startToCloseTimeout: '1m', heartbeatTimeout: '10s' });

export interface DeliverWebhookRequest {
  /** Of a delivery in the metadata store: address, secrets and body are read there, and never enter the history. */
  readonly delivery: string;
  /** How long it is tried; a day when left out. */
  readonly withinMs?: number;
}

/** One event on its way to one webhook, until it is taken or its time has passed. */
export async function deliverWebhook({ delivery, withinMs = DAY_MS }: DeliverWebhookRequest): Promise<void> {
  const { sendWebhook } = proxyActivities<EngineActivities>({
    startToCloseTimeout: '1m',
    heartbeatTimeout: '10s',
    scheduleToCloseTimeout: withinMs,
    retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1h' },
  });
  try {
    await sendWebhook({ delivery });
  } catch (error) {
    log.error('a webhook was given up', { delivery, error });
    await giveUpWebhook({ delivery });
  }
}
