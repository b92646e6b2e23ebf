/**
 * What a run knows of the schedule that starts it, and how both are named. Keep this file free of heavy
 * imports: it is in the workflows' bundle.
 */
import type { Schedule } from './schedule.js';

/** A schedule as it travels in the request of its runs, so that each can tell its data interval by itself. */
export interface ScheduleOfRun extends Omit<Schedule, 'pipeline' | 'params'> {
  /** Whether it stands in the project's code; if not, it was made by hand. */
  readonly declared: boolean;
}

/** The schedule's id in Temporal, and how the workflows that it starts begin to be called. */
export function scheduleIdOf(name: string): string {
  return `leat-schedule-${name}`;
}

/** The workflow that watches a schedule's deadlines. */
export function watchIdOf(name: string): string {
  return `leat-watch-${name}`;
}

/** The workflow of a scheduled run, as Temporal itself calls it. @param at - The scheduled time: ISO 8601, or milliseconds. */
export function scheduledWorkflowId(name: string, at: string | number): string {
  return `${scheduleIdOf(name)}-${new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')}`;
}
