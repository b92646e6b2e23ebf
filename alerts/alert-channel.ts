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
