import { setTimeout as sleep } from 'node:timers/promises';
import { defaultPayloadConverter, type WorkflowExecutionDescription, type WorkflowHandle } from '@temporalio/client';
import { isLeatError, LeatError } from '../core/errors.js';
import type { RunProgress } from '../core/pipeline/run-summary.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import { snapshotOf, snapshotOfRecord, type PendingStage, type RunSnapshot } from './run-snapshot.js';
import type { RunAddress } from './run-address.js';
import { isStuck, stuckRun } from './run-stuck.js';
import { isUnanswered, type TemporalLink } from './temporal-link.js';

export interface WatchTools {
  readonly temporal: TemporalLink;
  readonly metadata: MetadataStore;
  readonly taskQueue: string;
}

const FAST_MS = 60;
const SLOW_MS = 250;
/** Looks in quick succession, so that a short run is seen to end at once. */
const FAST_LOOKS = 15;
const QUERY_MS = 3_000;
/** A worker that is there answers in milliseconds. */
const WORKER_MS = 9_000;
/** A server that is started again is back within this. */
const OUTAGE_MS = 60_000;

/**
 * A run from now to its end, as often as it is worth looking; the last snapshot is the recorded end.
 *
 * @throws LeatError `WORKER_MISSING` when no worker has ever answered, `SEARCH_ATTRIBUTES_MISSING` or `RUN_STUCK` when one failed,
 * `TEMPORAL_UNREACHABLE` when the server stays away.
 */
export async function* watchRun(address: RunAddress, { temporal, metadata, taskQueue }: WatchTools): AsyncGenerator<RunSnapshot> {
  const startedAt = Date.now();
  let seen: RunSnapshot | undefined;
  let answeredAt = startedAt;
  for (let looks = 1; ; looks++) {
    const look = await lookAt(address, temporal).catch((error: unknown) => {
      if (!isLeatError(error) || error.code !== 'TEMPORAL_UNREACHABLE' || seen === undefined || Date.now() - answeredAt > OUTAGE_MS)
        throw error;
      return 'server' as const;
    });
    if (look === 'over') break;
    if (look !== 'server') answeredAt = Date.now();
    if (typeof look === 'object') seen = look;
    if (seen === undefined && Date.now() - startedAt > WORKER_MS)
      throw (await stuckRun(address, temporal)) ?? workerMissing(address, taskQueue);
    if (seen !== undefined) yield typeof look === 'object' ? look : { ...seen, silent: look };
    await sleep(looks < FAST_LOOKS ? FAST_MS : SLOW_MS);
  }
  yield inOrderOf(seen, await recordedEnd(address, metadata));
}

/** A run at this moment, by its workflow; null when it is over, or nobody answers for it. */
export async function glanceAtRun(address: RunAddress, { temporal }: Pick<WatchTools, 'temporal'>): Promise<RunSnapshot | null> {
  const look = await lookAt(address, temporal).catch((error: unknown) => {
    if (isLeatError(error) && error.code === 'TEMPORAL_UNREACHABLE') return 'server' as const;
    throw error;
  });
  return typeof look === 'object' ? look : null;
}

/** The run now, or that it is over, or that no worker answers for it or gets on with it. */
async function lookAt({ runId, workflowId }: RunAddress, temporal: TemporalLink): Promise<RunSnapshot | 'over' | 'worker' | 'workflow'> {
  const description = await temporal.call(({ workflow }) => workflow.getHandle(workflowId, runId).describe());
  if (description.status.name !== 'RUNNING') return 'over';
  const client = await temporal.connected();
  try {
    const handle: WorkflowHandle = client.workflow.getHandle(workflowId, runId);
    const progress = await client.withDeadline(Date.now() + QUERY_MS, () => handle.query<RunProgress>('progress'));
    return snapshotOf(runId, progress, pendingStages(description));
  } catch (error) {
    if (isUnanswered(error)) return 'worker'; // the server answered a moment ago
    if (isStuck(error)) return 'workflow';
    throw error;
  }
}

/** An activity's id is the name of its stage; its heartbeats carry how far it is. */
function pendingStages({ raw }: WorkflowExecutionDescription): Map<string, PendingStage> {
  const pending = raw.pendingActivities ?? [];
  return new Map(
    pending.map(({ activityId, attempt, heartbeatDetails, lastFailure }): [string, PendingStage] => {
      const [payload] = heartbeatDetails?.payloads ?? [];
      const details = payload === undefined ? undefined : defaultPayloadConverter.fromPayload<{ fraction?: number } | null>(payload);
      return [
        activityId ?? '',
        {
          attempt: attempt ?? 1,
          ...(details?.fraction === undefined ? {} : { fraction: details.fraction }),
          ...(typeof lastFailure?.message === 'string' ? { retrying: lastFailure.message } : {}),
        },
      ];
    }),
  );
}

async function recordedEnd({ runId }: RunAddress, metadata: MetadataStore): Promise<RunSnapshot> {
  const record = await metadata.run(runId);
  // A run whose planning failed was never recorded.
  return record === null ? { runId, state: 'failed', stages: [] } : snapshotOfRecord(record, await metadata.stages(runId));
}

/** The plan's order, and the stages that were never begun: only the workflow knew them. A short run may have ended before it was seen. */
function inOrderOf(seen: RunSnapshot | undefined, end: RunSnapshot): RunSnapshot {
  const stages = new Map(seen?.stages.map((stage) => [stage.name, stage]));
  for (const stage of end.stages) stages.set(stage.name, stage);
  return { ...end, stages: [...stages.values()] };
}

export function workerMissing({ runId }: Pick<RunAddress, 'runId'>, taskQueue: string): LeatError {
  const message = `no worker answers on task queue "${taskQueue}"; start one with "leat worker": run ${runId} waits for it. The log of one that runs says what it fails of`;
  return new LeatError('WORKER_MISSING', message, { details: { taskQueue, runId } });
}
