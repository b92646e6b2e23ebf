import { activityInfo, ApplicationFailure, Context } from '@temporalio/activity';
import type { AlertChannel } from '../alerts/alert-channel.js';
import { isLeatError } from '../core/errors.js';
import type { AlertSettings } from '../core/pipeline/alert-settings.js';
import { deliverAlert } from './deliver-alert.js';
import type { EngineActivities } from './engine-activities.js';
import type { LogTail } from './log-tail.js';
import type { Log } from './log.js';
import { raiseAlert } from './raise-alert.js';

const HEARTBEAT_MS = 1000;

/** What raising and delivering work with. */
export interface AlertParts {
  readonly settings: AlertSettings;
  readonly channels: ReadonlyMap<string, AlertChannel>;
  readonly taskQueue: string;
  readonly serverUrl: string | undefined;
  readonly logTail: LogTail;
  readonly log: Log;
}

/** Light work, on the worker's main thread: an alert does not wait until a computation leaves a thread free. */
export function alertActivities(parts: AlertParts): Pick<EngineActivities, 'raiseAlert' | 'deliverAlert'> {
  return {
    raiseAlert: (alert) => raiseAlert(alert, { ...parts, client: Context.current().client.workflow }),
    async deliverAlert(request) {
      const context = Context.current();
      const beat = setInterval(() => {
        context.heartbeat();
      }, HEARTBEAT_MS);
      try {
        await deliverAlert(request, { ...parts, attempt: activityInfo().attempt });
      } catch (error) {
        if (!isLeatError(error)) throw error;
        throw ApplicationFailure.create({ type: error.code, message: error.message, nonRetryable: !error.retryable });
      } finally {
        clearInterval(beat);
      }
    },
  };
}
