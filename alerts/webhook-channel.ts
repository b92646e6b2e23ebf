import { CloudEvent } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { LeatError, messageOf } from '../core/errors.js';
import type { Alert, AlertChannel } from './alert.js';

export const webhookSettings = z.strictObject({
  kind: z.literal('webhook'),
  url: z.url({ protocol: /^https?$/ }),
  secret: z
    .strictObject({ secret: z.string() })
    .optional()
    .describe("secret('NAME') of base64 that signs every request; unsigned when left out"),
  timeoutMs: z.int().positive().default(10_000),
});

/**
 * Posts an alert as a CloudEvent in structured mode, signed as Standard Webhooks has it.
 *
 * @throws LeatError `ALERT_CHANNEL_INVALID` when the secret cannot be used, `SECRET_MISSING` when there is none.
 * @see https://www.standardwebhooks.com and https://cloudevents.io
 */
export function webhookChannel(
  { url, secret, timeoutMs }: z.output<typeof webhookSettings>,
  reveal: (name: string) => string,
): AlertChannel {
  const signer = secret && signerOf(secret.secret, reveal(secret.secret));
  return {
    kind: 'webhook',
    async send(alert) {
      const body = JSON.stringify(cloudEventOf(alert));
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/cloudevents+json', ...signature(alert.id, body, signer) },
        redirect: 'manual', // followed, it would become a GET without the event
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => {
        throw refused(url, reasonOf(error));
      });
      await response.body?.cancel();
      if (!response.ok) throw refused(url, `status ${String(response.status)}`);
    },
  };
}

function cloudEventOf({ id, event, time, subject, summary, data }: Alert): object {
  return new CloudEvent({
    id,
    type: event,
    time: time.toISOString(),
    source: 'leat',
    subject,
    datacontenttype: 'application/json',
    data: { summary, ...data },
  });
}

/** At the start, so that a wrong secret is told before there is an alert to be lost. */
function signerOf(name: string, secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    // Without the cause: its text may quote the secret.
    throw new LeatError('ALERT_CHANNEL_INVALID', `alerts: expected base64 as the value of secret "${name}", got something else`);
  }
}

function signature(id: string, body: string, signer: Webhook | undefined): Record<string, string> {
  const now = new Date(); // of this try: receivers refuse an old one as a replay
  const unsigned = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)) };
  return signer === undefined ? unsigned : { ...unsigned, 'webhook-signature': signer.sign(id, now, body) };
}

/** The sentence of fetch itself is always "fetch failed"; its cause has the reason. */
function reasonOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
}

/** Without the path and query of the address: they may hold a secret. */
function refused(url: string, reason: string): LeatError {
  const { origin } = new URL(url);
  return new LeatError('ALERT_REFUSED', `webhook at ${origin}: expected a status of 200 to 299, got ${reason}`, {
    details: { origin, reason },
  });
}
