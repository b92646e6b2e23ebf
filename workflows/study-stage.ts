import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ScheduledStage, StageResult } from '../core/pipeline/run-schedule.js';
import { nextSlice, type Slice } from '../core/pipeline/study-order.js';
import type { EngineActivities, OpenedStudy } from '../worker/engine-activities.js';
import type { StageTask } from '../worker/stage-task.js';
import { activityOptions } from './run-activity.js';

export interface StudyStageRequest {
  readonly task: StageTask;
  readonly stage: ScheduledStage;
  /** How far an earlier history came. */
  readonly reached?: Reached;
}

interface Reached extends OpenedStudy {
  readonly startedAt: number;
  /** The first trial, of the search at hand, that has not been started. */
  readonly next: number;
  /** How many trials the study's own search made; the nested ones of its outer folds follow it. */
  readonly nested?: { readonly trials: number; readonly outer: number };
}

/** Short trials share an activity for about so long. */
const SLICE_MS = 1_000;
/** Trials of one activity, at most: a lost worker repeats the one that was in flight, not those before it. */
const LONGEST_SLICE = 20;
/** A history is cut before Temporal warns. */
const HISTORY_EVENTS = 4_000;

/**
 * Runs trials, as many at once as the author allows, until all are done or the time is over; then as many again within
 * each outer fold of a nested search. What a trial tries follows from the recorded ends of earlier ones
 * (worker/study.ts), so only numbers pass through here.
 */
export async function studyStage({ task, stage, reached: before }: StudyStageRequest): Promise<StageResult> {
  const activities = proxyActivities<EngineActivities>(activityOptions(stage.policy));
  const startedAt = before?.startedAt ?? Date.now();
  let reached: Reached = before ?? { ...(await activities.openStudy(task)), startedAt, next: 0 };
  for (;;) {
    const { next, isOver } = await runSearch({ task, stage, reached });
    reached = { ...reached, next };
    if (!isOver) await continueAsNew<typeof studyStage>({ task, stage, reached });
    const { trials, outer } = reached.nested ?? { trials: next, outer: -1 };
    if (outer + 1 >= (reached.outer?.length ?? 0)) return activities.closeStudy({ task, folds: reached.folds, trials });
    reached = { ...reached, next: 0, nested: { trials, outer: outer + 1 } };
  }
}

/** Until it is over, or the history is full. */
async function runSearch({ task, stage, reached }: Required<StudyStageRequest>): Promise<{ next: number; isOver: boolean }> {
  const { execution } = stage;
  if (execution?.kind !== 'study') throw new Error('invariant: only studies have trials');
  const { order, parallel, timeMs } = execution;
  const { startedAt, nested } = reached;
  const activities = proxyActivities<EngineActivities>(activityOptions(stage.policy));
  const trials = nested?.trials ?? execution.trials;
  const where = nested === undefined ? { folds: reached.folds } : { folds: reached.outer?.[nested.outer] ?? '', outer: nested.outer };

  const inFlight = new Map<Slice, Promise<Slice>>();
  let next = reached.next;
  let longest = 1;
  const run = async (slice: Slice): Promise<Slice> => {
    const { ms } = await activities.runTrials({ task, ...where, ...slice });
    longest = Math.max(1, Math.min(LONGEST_SLICE, Math.floor((SLICE_MS * (slice.to - slice.from)) / Math.max(1, ms))));
    return slice;
  };
  for (;;) {
    const isFull = workflowInfo().historyLength > HISTORY_EVENTS;
    const isLate = nested === undefined && timeMs !== null && Date.now() - startedAt >= timeMs && next > 0;
    const isOver = next >= trials || isLate;
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
    if (inFlight.size === 0) return { next, isOver };
    inFlight.delete(await Promise.race(inFlight.values()));
  }
}
