import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ScheduledStage, StageResult } from '../core/pipeline/run-schedule.js';
import { nextSlice, type Slice } from '../core/pipeline/study-order.js';
import type { EngineActivities } from '../worker/engine-activities.js';
import type { StageTask } from '../worker/stage-task.js';
import { activityOptions } from './run-activity.js';

export interface StudyStageRequest {
  readonly task: StageTask;
  readonly stage: ScheduledStage;
  /** How far an earlier history came. */
  readonly reached?: { readonly folds: string; readonly startedAt: number; readonly next: number };
}

/** Short trials share an activity for about so long. */
const SLICE_MS = 1_000;
/** Trials of one activity, at most: a lost worker repeats the one that was in flight, not those before it. */
const LONGEST_SLICE = 20;
/** A history is cut before Temporal warns. */
const HISTORY_EVENTS = 4_000;

/**
 * Runs trials, as many at once as the author allows, until all are done or the time is over. What a trial tries follows
 * from the recorded ends of earlier ones (worker/study.ts), so only numbers pass through here.
 */
export async function studyStage({ task, stage, reached }: StudyStageRequest): Promise<StageResult> {
  const { execution } = stage;
  if (execution?.kind !== 'study') throw new Error('invariant: only studies have trials');
  const { order, trials, parallel, timeMs } = execution;
  const activities = proxyActivities<EngineActivities>(activityOptions(stage.policy));
  const startedAt = reached?.startedAt ?? Date.now();
  const folds = reached?.folds ?? (await activities.openStudy(task)).folds;

  const inFlight = new Map<Slice, Promise<Slice>>();
  let next = reached?.next ?? 0;
  let longest = 1;
  const run = async (slice: Slice): Promise<Slice> => {
    const { ms } = await activities.runTrials({ task, folds, ...slice });
    longest = Math.max(1, Math.min(LONGEST_SLICE, Math.floor((SLICE_MS * (slice.to - slice.from)) / Math.max(1, ms))));
    return slice;
  };
  for (;;) {
    const isFull = workflowInfo().historyLength > HISTORY_EVENTS;
    const isOver = next >= trials || (timeMs !== null && Date.now() - startedAt >= timeMs && next > 0);
    while (!isFull && !isOver && inFlight.size < parallel) {
      // Two slices for every place: while one is waited for, the other must not hold all trials that may start.
      const slice = nextSlice(
        { next, inFlight: [...inFlight.keys()] },
        { order, trials, longest: Math.min(longest, Math.ceil(parallel / 2)) },
      );
      if (slice === undefined) break;
      next = slice.to;
      inFlight.set(slice, run(slice));
    }
    if (inFlight.size === 0) {
      if (isOver) return activities.closeStudy({ task, folds, trials: next });
      await continueAsNew<typeof studyStage>({ task, stage, reached: { folds, startedAt, next } });
    }
    inFlight.delete(await Promise.race(inFlight.values()));
  }
}
