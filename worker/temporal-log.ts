import { Runtime, type LogMetadata } from '@temporalio/worker';
import { messageOf } from '../core/errors.js';
import type { Log } from './log.js';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

let installed = false;

/** Sends what Temporal's SDK says into our log: one form, one level. Its news of every state change are ours of debugging. */
export function takeTemporalLog(log: Log): void {
  if (installed) return; // the runtime is one for the process
  installed = true;
  const write = (level: keyof typeof levels, message: string, meta: LogMetadata = {}): void => {
    const { activityType, activityId, workflowId, attempt, error } = meta;
    log[levels[level]](
      { activityType, activityId, workflowId, attempt, ...(error === undefined ? {} : { error: messageOf(error) }) },
      message,
    );
  };
  const at = (level: keyof typeof levels) => (message: string, meta?: LogMetadata) => {
    write(level, message, meta);
  };
  Runtime.install({
    logger: { log: write, trace: at('TRACE'), debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') },
    telemetryOptions: { logging: { forward: {}, filter: 'WARN' } },
    shutdownSignals: [], // the process that hosts a worker decides when it stops
  });
}
