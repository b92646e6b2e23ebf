import { Webhook } from 'standardwebhooks';
import type { NetworkPolicy } from '../core/network-policy.js';
import { post } from './post.js';

/** One event to one subscriber. */
export interface SignedPost {
  /** Of the event: the same in every try. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
  /** `whsec_` and base64: all that are valid now, so that a receiver may change to the next in its own time. */
  readonly secrets: readonly string[];
  readonly network: NetworkPolicy;
}

const TIMEOUT_MS = 15_000;

/**
 * Posts an event, signed by every secret.
 *
 * @returns What the receiver answered.
 * @throws LeatError `ALERT_REFUSED`, `ADDRESS_FORBIDDEN`
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function sendWebhook({ id, url, body, secrets, network }: SignedPost): Promise<string> {
  const now = new Date(); // of this try: receivers refuse an old one as a replay
  const headers = {
    'content-type': 'application/cloudevents+json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
  };
  return post('webhook', { url, timeoutMs: TIMEOUT_MS, network, headers, body });
}
