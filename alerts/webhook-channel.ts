import { Webhook } from 'standardwebhooks';
import { LeatError } from '../core/errors.js';
import type { AlertMessage } from '../core/pipeline/alert-message.js';
import type { WebhookSettings } from '../core/pipeline/alert-settings.js';
import type { AlertChannel, ChannelParts } from './alert-channel.js';
import { httpAddress } from './http-address.js';
import { post } from './post.js';

/**
 * Posts a message as a CloudEvent in structured mode, signed as Standard Webhooks has it.
 *
 * @throws LeatError `ALERT_CHANNEL_INVALID` when address or secret cannot be used, `SECRET_MISSING` when there is none.
 * @see https://www.standardwebhooks.com and https://cloudevents.io
 */
export function webhookChannel({ kind, url: given, secret, timeoutMs }: WebhookSettings, { secrets, network }: ChannelParts): AlertChannel {
  const url = httpAddress(given, secrets);
  const signer = secret && signerOf(secret.secret, secrets.reveal(secret));
  return {
    kind,
    async send(message) {
      const body = JSON.stringify(await cloudEventOf(message));
      const headers = { 'content-type': 'application/cloudevents+json', ...signature(message.id, body, signer) };
      return post(kind, { url, timeoutMs, network, headers, body });
    },
  };
}

async function cloudEventOf({ id, batch, severity, title, logLines, link }: AlertMessage): Promise<object> {
  const { CloudEvent } = await import('cloudevents'); // with the first message: most workers send none
  const [first] = batch.alerts;
  if (first === undefined) throw new Error('invariant: a message is about an alert');
  return new CloudEvent({
    id,
    type: first.event,
    time: new Date(first.at).toISOString(),
    source: 'leat',
    subject: first.subject ?? (first.runId === null ? `pipeline/${first.pipeline}` : `run/${first.runId}`),
    datacontenttype: 'application/json',
    data: { title, severity, link, logLines, count: batch.count, alerts: batch.alerts },
  });
}

/** At the start, so that a wrong secret is told before there is an alert to be lost. */
function signerOf(name: string, secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    // Without the cause: its text may quote the secret.
    throw new LeatError('ALERT_CHANNEL_INVALID', `secret: expected base64 as the value of secret "${name}", got something else`);
  }
}

function signature(id: string, body: string, signer: Webhook | undefined): Record<string, string> {
  const now = new Date(); // of this try: receivers refuse an old one as a replay
  const unsigned = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)) };
  return signer === undefined ? unsigned : { ...unsigned, 'webhook-signature': signer.sign(id, now, body) };
}
