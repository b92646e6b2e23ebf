import type { AlertChannel } from './alert.js';

/** What a channel needs of a log. */
export interface AlertLog {
  error(fields: object, message: string): void;
}

/** The channel that is always there: the worker's log. */
export function logChannel(log: AlertLog): AlertChannel {
  return {
    kind: 'log',
    send({ event, subject, summary, data }) {
      log.error({ event, subject, ...data }, summary);
      return Promise.resolve();
    },
  };
}
