import { LeatError } from '../core/errors.js';
import type { Revealable } from '../core/pipeline/secret.js';
import type { Secrets } from '../core/secrets.js';

/**
 * The address of a channel, revealed and checked at the start: a wrong one is told before there is an alert to be lost.
 *
 * @throws LeatError `ALERT_CHANNEL_INVALID`, `SECRET_MISSING`
 */
export function httpAddress(url: Revealable, secrets: Secrets): string {
  const address = secrets.reveal(url);
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  const given = typeof url === 'string' ? `"${url}"` : `something else as the value of secret "${url.secret}"`;
  throw new LeatError('ALERT_CHANNEL_INVALID', `url: expected an address that begins with https:// or http://, got ${given}`);
}
