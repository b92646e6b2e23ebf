import type { WorkClass } from './define-stage.js';
import { milliseconds } from './duration.js';
import type { RetryPolicy, StagePolicy } from './plan.js';
import type { StageOptions } from './stage-options.js';

/**
 * Time-outs by class of work: the one table. A lost worker is noticed after the heartbeat time-out,
 * so it is short; workers beat every second, even while a thread computes.
 */
const timeouts: Readonly<Record<WorkClass, { readonly timeoutMs: number; readonly heartbeatMs: number }>> = {
  light: { timeoutMs: 60_000, heartbeatMs: 4_000 },
  io: { timeoutMs: 3_600_000, heartbeatMs: 4_000 },
  compute: { timeoutMs: 6 * 3_600_000, heartbeatMs: 4_000 },
};

const defaultRetry: RetryPolicy = { attempts: 5, initialMs: 500, factor: 2, maximumMs: 60_000 };

/** Defaults of the class of work, overridden by what the author said. */
export function policyOf(work: WorkClass, options: StageOptions): StagePolicy {
  const { retry = {}, timeout, totalTimeout, cache = true, onFailure = 'fail', queue, priority } = options;
  return {
    work,
    retry: {
      attempts: retry.attempts ?? defaultRetry.attempts,
      initialMs: retry.initial === undefined ? defaultRetry.initialMs : milliseconds(retry.initial),
      factor: retry.factor ?? defaultRetry.factor,
      maximumMs: retry.maximum === undefined ? defaultRetry.maximumMs : milliseconds(retry.maximum),
      ...(retry.codes === undefined ? {} : { codes: [...retry.codes] }),
    },
    timeoutMs: timeout === undefined ? timeouts[work].timeoutMs : milliseconds(timeout),
    ...(totalTimeout === undefined ? {} : { totalTimeoutMs: milliseconds(totalTimeout) }),
    heartbeatMs: timeouts[work].heartbeatMs,
    cache,
    onFailure,
    ...(queue === undefined ? {} : { queue }),
    ...(priority === undefined ? {} : { priority }),
  };
}
