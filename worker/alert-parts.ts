import type { AlertChannel } from '../alerts/alert-channel.js';
import type { AlertSettings } from '../core/pipeline/alert-settings.js';
import type { LogTail } from './log-tail.js';
import type { Log } from './log.js';
import type { WebhookOutbox } from './webhook-outbox.js';

/** What raising and delivering work with. */
export interface AlertParts {
  readonly settings: AlertSettings;
  readonly channels: ReadonlyMap<string, AlertChannel>;
  readonly taskQueue: string;
  readonly serverUrl: string | undefined;
  readonly logTail: LogTail;
  readonly webhooks: WebhookOutbox;
  readonly log: Log;
}
