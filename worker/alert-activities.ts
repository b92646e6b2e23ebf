import { activityInfo, ApplicationFailure, Context } from '@temporalio/activity';
import { isLeatError } from '../core/errors.js';
import type { AlertParts } from './alert-parts.js';
import { deliverAlert } from './deliver-alert.js';
import type { EngineActivities } from './engine-activities.js';
import { raiseAlert } from './raise-alert.js';

const HEARTBEAT_MS = 1000;

/** Light work, on the worker's main thread: an alert does not wait until a computation leaves a thread free. */
export function alertActivities(
  parts: AlertParts,
): Pick<EngineActivities, 'raiseAlert' | 'deliverAlert' | 'sendWebhook' | 'giveUpWebhook'> {
  return {
    raiseAlert: (alert) => raiseAlert(alert, { ...parts, client: Context.current().client.workflow }),
    deliverAlert: (request) => whileBeating(() => deliverAlert(request, { ...parts, attempt: activityInfo().attempt })),
    sendWebhook: ({ delivery }) => whileBeating(() => parts.webhooks.send(delivery)),
    giveUpWebhook: ({ delivery }) => whileBeating(() => parts.webhooks.giveUp(delivery)),
  };
}

async function whileBeating(work: () => Promise<void>): Promise<void> {
  const context = Context.current();
  const beat = setInterval(() => {
    context.heartbeat();
  }, HEARTBEAT_MS);
  try {
    await work();
  } catch (error) {
    if (!isLeatError(error)) throw error;
    throw ApplicationFailure.create({ type: error.code, message: error.message, nonRetryable: !error.retryable });
  } finally {
    clearInterval(beat);
  }
}
