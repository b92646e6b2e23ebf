import { isLeatError } from '../core/errors.js';
import type { RecordedError } from '../stores/metadata/metadata-store.js';
import type { StartRecord } from '../stores/metadata/trigger-store.js';
import type { runPipeline } from '../workflows/run-pipeline.js';
import { runFailure } from './run-failure.js';
import type { WatchTools } from './watch-run.js';

/** A run of which only Temporal knows. */
export interface PendingRun {
  readonly id: string;
  readonly workflowId: string;
  readonly pipeline: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly state: 'running' | 'failed' | 'cancelled';
  /** Why it could not be planned. */
  readonly error: RecordedError | null;
}

/** Asks Temporal what became of a start. @throws LeatError `TEMPORAL_UNREACHABLE` */
export async function lookAtStart(
  id: string,
  { workflowId, pipeline, requestedAt }: StartRecord,
  { temporal }: Pick<WatchTools, 'temporal'>,
): Promise<PendingRun> {
  const about = { id, workflowId, pipeline, startedAt: requestedAt };
  return temporal.call(async ({ workflow }) => {
    const handle = workflow.getHandle<typeof runPipeline>(workflowId, id);
    const { status, closeTime } = await handle.describe();
    if (status.name === 'RUNNING') return { ...about, endedAt: null, state: 'running', error: null };
    const failure = await handle.result().then(() => undefined, runFailure);
    const state = status.name === 'CANCELLED' ? 'cancelled' : 'failed';
    const error = isLeatError(failure) && state === 'failed' ? { code: failure.code, message: failure.message, stage: 'plan' } : null;
    return { ...about, endedAt: closeTime ?? null, state, error };
  });
}
