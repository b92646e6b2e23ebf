import type { AlertChannel } from '../alerts/alert-channel.js';
import { LeatError, messageOf } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';
import type { AlertBatch, BatchKind } from '../core/pipeline/alert-batch.js';
import { alertMessage } from '../core/pipeline/alert-message.js';
import type { AlertParts } from './alert-parts.js';

export interface DeliverAlertRequest {
  readonly channel: string;
  readonly batch: AlertBatch;
  readonly kind: BatchKind;
}

type DeliverParts = Pick<AlertParts, 'channels' | 'log' | 'serverUrl' | 'logTail'> & { readonly attempt: number };

/**
 * Tries once to send a message, and says in the log when it was not taken.
 *
 * @throws LeatError `ALERT_REFUSED`, `ALERT_CHANNEL_UNKNOWN`
 */
export async function deliverAlert(
  { channel, batch, kind }: DeliverAlertRequest,
  { channels, log, serverUrl, logTail, attempt }: DeliverParts,
): Promise<void> {
  const [first] = batch.alerts;
  const about = { channel, runId: first?.runId, alerts: batch.count };
  // Better without its log than not at all.
  const logLines = first === undefined || batch.count > 1 ? [] : await logTail.linesOf(first).catch(() => []);
  try {
    const answer = await channelNamed(channels, channel).send(alertMessage({ batch, kind, logLines, serverUrl }));
    log.debug({ ...about, answer }, 'an alert was sent');
  } catch (error) {
    log.warn({ ...about, attempt, error: messageOf(error) }, 'an alert was not taken');
    throw error;
  }
}

/** @throws LeatError `ALERT_CHANNEL_UNKNOWN` */
export function channelNamed(channels: ReadonlyMap<string, AlertChannel>, name: string): AlertChannel {
  const channel = channels.get(name);
  if (channel !== undefined) return channel;
  throw new LeatError(
    'ALERT_CHANNEL_UNKNOWN',
    `expected a channel of the configuration, got "${name}"; ${suggestName(name, channels.keys())}`,
  );
}
