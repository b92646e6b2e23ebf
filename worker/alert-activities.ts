import { activityInfo, ApplicationFailure, Context } from '@temporalio/activity';
import { isLeatError } from '../core/errors.js';
import type { AlertParts } from './alert-parts.js';
import { deliverAlert } from './deliver-alert.js';
import type { EngineActivities } from './engine-activities.js';
import { raiseAlert } from './raise-alert.js';

const HEARTBEAT_MS = 1000;

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
