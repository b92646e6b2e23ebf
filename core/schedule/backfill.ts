/** What a backfill is asked for and tells, and its decisions. Keep this file free of heavy imports: it is in the workflows' bundle. */
import type { DataInterval } from './data-interval.js';

/** How far a backfill is. Intervals are counted. */
export interface BackfillProgress {
  /** In the whole range. */
  readonly total: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  /** Left alone: their run is completed or running already, or, with `failedOnly`, there is none that failed. */
  readonly skipped: number;
  /** The first of those that failed; see MOST_TOLD. */
  readonly failures: readonly DataInterval[];
}

/** Histories stay small: failures beyond are only counted. */
const MOST_TOLD = 50;

export type IntervalEnd = 'completed' | 'failed' | 'skipped';

export function beginBackfill(total: number): BackfillProgress {
  return { total, running: 0, completed: 0, failed: 0, skipped: 0, failures: [] };
}

export function intervalBegun(progress: BackfillProgress): BackfillProgress {
  return { ...progress, running: progress.running + 1 };
}

export function intervalEnded(progress: BackfillProgress, interval: DataInterval, end: IntervalEnd): BackfillProgress {
  const failures = end === 'failed' && progress.failures.length < MOST_TOLD ? [...progress.failures, interval] : progress.failures;
  return { ...progress, running: progress.running - 1, [end]: progress[end] + 1, failures };
}

export function intervalsSkipped(progress: BackfillProgress, count: number): BackfillProgress {
  return { ...progress, skipped: progress.skipped + count };
}

/** What is recorded of an interval's latest run; null for none. */
export type RecordedState = 'running' | 'held' | 'completed' | 'failed' | 'cancelled' | null;

/** Whether an interval is to be run: never one that has its result, or that is being computed. */
export function isDue(state: RecordedState, failedOnly: boolean): boolean {
  if (state === null) return !failedOnly;
  return state === 'failed' || state === 'cancelled';
}
