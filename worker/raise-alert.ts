import type { WorkflowClient } from '@temporalio/client';
import type { RaisedAlert } from '../core/pipeline/alert-event.js';
import { severityOf } from '../core/pipeline/alert-matching.js';
import { routesOf } from '../core/pipeline/alert-route.js';
import type { deliverWebhook } from '../workflows/deliver-webhook.js';
import type { SendAlertRequest } from '../workflows/send-alert.js';
import type { AlertParts } from './alert-parts.js';

const levels = { info: 'info', warning: 'warn', critical: 'error' } as const;

/** Says an alert in the log, and hands it to the workflow of its group for every channel that a rule leads to, and to every webhook that wants it. */
export async function raiseAlert(
  alert: RaisedAlert,
  {
    settings,
    log,
    client,
    taskQueue,
    webhooks,
  }: Pick<AlertParts, 'settings' | 'log' | 'taskQueue' | 'webhooks'> & { readonly client: WorkflowClient },
): Promise<void> {
  const { message, id: _id, at: _at, ...fields } = alert;
  const routes = routesOf(alert, settings);
  const silentUntil = routes[0]?.silentUntil ?? null; // the same for every channel
  const silence = silentUntil === null ? {} : { silentUntil: new Date(silentUntil).toISOString() };
  log[levels[severityOf(alert)]]({ ...fields, ...silence }, message);
  await Promise.all(
    routes.map(async ({ group, ...route }) => {
      const request: SendAlertRequest = route;
      await client.signalWithStart('sendAlert', {
        // With the queue: another project of the same namespace has other channels of the same names.
        workflowId: `alert/${taskQueue}/${group}`,
        taskQueue,
        args: [request],
        signal: 'alert',
        signalArgs: [alert],
      });
    }),
  );
  for (const delivery of await webhooks.put(alert)) await startDelivery(delivery, { client, taskQueue });
}

/** Started twice it is one: the alert may be raised again after a crash. */
async function startDelivery(delivery: string, { client, taskQueue }: { client: WorkflowClient; taskQueue: string }): Promise<void> {
  const options = { workflowId: `webhook/${taskQueue}/${delivery}`, taskQueue, workflowIdReusePolicy: 'REJECT_DUPLICATE' } as const;
  await client.start<typeof deliverWebhook>('deliverWebhook', { ...options, args: [{ delivery }] }).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  });
}
