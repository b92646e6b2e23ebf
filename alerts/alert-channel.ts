import type { NetworkPolicy } from '../core/network-policy.js';
import type { Secrets } from '../core/secrets.js';
import type { AlertMessage } from '../core/pipeline/alert-message.js';

/** Where alerts go. Sending is repeated from outside until it succeeds. */
export interface AlertChannel {
  readonly kind: string;
  /**
   * @returns What the receiver answered.
   * @throws LeatError `ALERT_REFUSED`
   */
  send(message: AlertMessage): Promise<string>;
}

/** What a channel that posts is made with. */
export interface ChannelParts {
  readonly secrets: Secrets;
  readonly network: NetworkPolicy;
}
