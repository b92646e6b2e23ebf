import type { Pipeline } from '../core/pipeline/define-pipeline.js';
import type { DataInterval } from '../core/schedule/data-interval.js';
import { windowAt } from '../core/schedule/schedule-times.js';
import type { RunRecord } from '../stores/metadata/metadata-store.js';
import type { PlanRunRequest } from './engine-activities.js';

/** The data interval of a run: given by a backfill, following from its scheduled time, or that of the run it resumes. */
export function windowOf(
  { window, schedule, scheduledAt }: Pick<PlanRunRequest, 'window' | 'schedule' | 'scheduledAt'>,
  resumed: RunRecord | null,
): DataInterval | null {
  if (window !== undefined) return window;
  if (schedule !== undefined && scheduledAt !== undefined) return windowAt(schedule, Date.parse(scheduledAt));
  return resumed?.window ? { start: resumed.window.start.toISOString(), end: resumed.window.end.toISOString() } : null;
}

/** The data interval as a parameter, for a pipeline that takes it. */
export function windowParam({ params }: Pipeline, window: DataInterval | null): { window?: DataInterval } {
  const takesWindow = 'shape' in params && typeof params.shape === 'object' && params.shape !== null && 'window' in params.shape;
  return takesWindow && window !== null ? { window } : {};
}
