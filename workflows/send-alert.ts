import { condition, continueAsNew, defineSignal, log, proxyActivities, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import { type AlertBatch, type BatchKind, collect, emptyBatch } from '../core/pipeline/alert-batch.js';
import type { RaisedAlert } from '../core/pipeline/alert-event.js';
import type { EngineActivities } from '../worker/engine-activities.js';

const { deliverAlert } = proxyActivities<EngineActivities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '10s',
  // A receiver that is down for a night still hears of it.
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10m' },
});

export interface SendAlertRequest {
  /** One of the configuration: the workflow knows no address and no secret. */
  readonly channel: string;
  readonly windowMs: number;
  /** Milliseconds since 1970; null: the first alert goes at once. */
  readonly silentUntil: number | null;
  /** Of the execution before this one. */
  readonly waiting?: AlertBatch;
}

export const alertSignal = defineSignal<[RaisedAlert]>('alert');

/**
 * One group of alerts on its way to one channel, from the first alert until a window passes without another. What comes
 * while a message is on its way, or in the window after it, is the next message: also a channel that is down for hours
 * is told of a storm once.
 */
export async function sendAlert({ channel, windowMs, silentUntil, waiting = emptyBatch }: SendAlertRequest): Promise<void> {
  const known = new Set<string>();
  let batch = waiting;
  let kind: BatchKind = silentUntil !== null ? 'silenced' : waiting.count > 0 ? 'more' : 'first';
  setHandler(alertSignal, (alert) => {
    if (!known.has(alert.id)) batch = collect(batch, alert); // whoever raised it may have tried twice
    known.add(alert.id);
  });
  if (silentUntil !== null) await sleep(Math.max(0, silentUntil - Date.now()));
  await condition(() => batch.count > 0);
  while (batch.count > 0) {
    const message = { channel, batch, kind };
    [batch, kind] = [emptyBatch, 'more'];
    const delivered = deliverAlert(message).catch((error: unknown) => {
      log.error('an alert was given up', { channel, runId: message.batch.alerts[0]?.runId, error });
    });
    await Promise.all([delivered, sleep(windowMs)]);
    if (batch.count > 0 && workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof sendAlert>({ channel, windowMs, silentUntil: null, waiting: batch });
    }
  }
}
