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
 * @see https://www.standardwebhooks.com and https://cloudevents.io
 */
export function webhookChannel(
  { url, secret, timeoutMs }: z.output<typeof webhookSettings>,
  reveal: (name: string) => string,
): AlertChannel {
  return {
    kind: 'webhook',
    async send(alert) {
      const body = JSON.stringify(cloudEventOf(alert));
      const headers = { 'content-type': 'application/cloudevents+json', ...signature(alert, body, secret && reveal(secret.secret)) };
      const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(timeoutMs) }).catch(
        (error: unknown) => {
          throw refused(url, messageOf(error));
        },
      );
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

function signature({ id }: Alert, body: string, secret: string | undefined): Record<string, string> {
  const now = new Date(); // of this try: receivers refuse an old one as a replay
  const unsigned = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)) };
  return secret === undefined ? unsigned : { ...unsigned, 'webhook-signature': new Webhook(secret).sign(id, now, body) };
}

/** Without the path and query of the address: they may hold a secret. */
function refused(url: string, reason: string): LeatError {
  const { origin } = new URL(url);
  return new LeatError('ALERT_REFUSED', `webhook at ${origin}: expected a status of 200 to 299, got ${reason}`, {
    details: { origin, reason },
  });
}
