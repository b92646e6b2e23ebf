import type { RunProgress, StageProgressEntry } from '../core/pipeline/run-summary.js';
import type { RecordedError, RunRecord, StageRecord } from '../stores/metadata/metadata-store.js';

/** A stage of a run at one moment. */
export interface StageSnapshot extends StageProgressEntry {
  /** 0 before the first attempt. */
  readonly attempt: number;
  /** Done so far, 0 to 1, where the stage tells it. */
  readonly fraction?: number;
  /** Why the last attempt failed, while another one is awaited or running. */
  readonly retrying?: string;
}

/** A run at one moment. */
export interface RunSnapshot {
  readonly runId: string;
  readonly state: RunProgress['state'];
  readonly stages: readonly StageSnapshot[];
  readonly error?: RecordedError;
  /** Why planning failed, while it is tried again. */
  readonly planning?: string;
  /** Who does not answer at the moment, or fails at the workflow; the stages are as they were last seen. */
  readonly silent?: 'worker' | 'server' | 'workflow';
}

/** What Temporal knows of an activity that has not ended. */
export interface PendingStage {
  readonly attempt: number;
  readonly fraction?: number;
  readonly retrying?: string;
}

/** A running run: what its workflow says, and what is known of the stages in flight. */
export function snapshotOf(runId: string, progress: RunProgress, pending: ReadonlyMap<string, PendingStage>): RunSnapshot {
  const stages = progress.stages.map((stage): StageSnapshot => ({ attempt: attemptOf(stage), ...stage, ...pending.get(stage.name) }));
  // Before there are stages, what is pending is planning.
  const planning = stages.length > 0 ? undefined : [...pending.values()][0]?.retrying;
  return { runId, state: progress.state, stages, ...(planning === undefined ? {} : { planning }) };
}

/** A run as the metadata store has it, for those that are over. */
export function snapshotOfRecord({ id, state, error }: RunRecord, stages: readonly StageRecord[]): RunSnapshot {
  return { runId: id, state, stages: stages.map(stageOfRecord), ...(error === null ? {} : { error }) };
}

function stageOfRecord({ name, state, attempts, startedAt, endedAt, figures, error }: StageRecord): StageSnapshot {
  return {
    name,
    state,
    attempt: attempts,
    figures,
    ...(startedAt === null ? {} : { startedAt: startedAt.getTime() }),
    ...(endedAt === null ? {} : { endedAt: endedAt.getTime() }),
    ...(error === null ? {} : { error }),
  };
}

function attemptOf({ state }: StageProgressEntry): number {
  return state === 'waiting' || state === 'cached' || state === 'skipped' ? 0 : 1;
}
