import { randomUUID } from 'node:crypto';
import type { Config } from '../config/config.js';
import { secretsFrom } from '../config/environment.js';
import { LeatError, messageOf } from '../core/errors.js';
import { collect, emptyBatch } from '../core/pipeline/alert-batch.js';
import { alertMessage } from '../core/pipeline/alert-message.js';
import { channelNamed } from './deliver-alert.js';

export interface ChannelAnswer {
  readonly channel: string;
  readonly kind: string;
  readonly accepted: boolean;
  /** What the receiver answered, or why it could not be reached. */
  readonly answer: string;
}

/**
 * Sends a test alert once, past rules and silences, and tells what each receiver answered.
 *
 * @param channel - Its name; every one when left out.
 * @throws LeatError `ALERT_CHANNEL_MISSING` when there is none at all, else `ALERT_CHANNEL_UNKNOWN`.
 */
export async function testAlerts(config: Config, channel?: string): Promise<readonly ChannelAnswer[]> {
  const { openChannels } = await import('../alerts/open-channels.js'); // mail and signatures: only this command needs them
  const channels = openChannels(config.alerts, { secret: secretsFrom(process.env), network: config.network });
  if (channels.size === 0) {
    throw new LeatError('ALERT_CHANNEL_MISSING', 'expected a channel in the configuration, below "alerts.channels", got none');
  }
  const names = channel === undefined ? [...channels.keys()] : [channel];
  const batch = collect(emptyBatch, {
    id: randomUUID(),
    at: Date.now(),
    event: 'alert.test',
    runId: null,
    pipeline: 'none',
    message: 'Somebody typed "leat alerts test": this channel works, and nothing is wrong.',
  });
  const message = alertMessage({ batch, kind: 'first', serverUrl: config.server.url });
  return Promise.all(
    names.map(async (name) => {
      const target = channelNamed(channels, name);
      const { kind } = target;
      return target.send(message).then(
        (answer) => ({ channel: name, kind, accepted: true, answer }),
        (error: unknown) => ({ channel: name, kind, accepted: false, answer: messageOf(error) }),
      );
    }),
  );
}
