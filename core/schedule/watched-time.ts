/** What is looked for once the deadline of a scheduled time has passed. Keep this file free of heavy imports: it is in the workflows' bundle. */
import type { AlertEvent } from '../pipeline/alert-event.js';

/** What is known of the run that a schedule was to start at a time. */
export type ScheduledRunState = 'absent' | 'running' | 'over';

export interface WatchedTime {
  readonly schedule: string;
  readonly pipeline: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** As its author wrote it, such as "2h". */
  readonly deadline: string;
  readonly overlap: string;
  readonly state: ScheduledRunState;
  /** Of the run, where there is one. */
  readonly runId: string | null;
}

/** A run that is not over by its deadline is late, one that was never begun is missed; null when all is well. */
export function alertAbout({ schedule, pipeline, at, deadline, overlap, state, runId }: WatchedTime): AlertEvent | null {
  const time = new Date(at).toISOString();
  const about = { pipeline, runId, subject: `schedule/${schedule}` };
  if (state === 'running') {
    const message = `the run of ${time} of schedule "${schedule}" is not over ${deadline} later`;
    return { ...about, event: 'run.late', message, next: `leat show ${runId ?? ''}` };
  }
  if (state === 'over') return null;
  const message = `schedule "${schedule}" has begun no run for ${time}, and it is ${deadline} later: the run before was not over (overlap "${overlap}"), or Temporal was away for longer than catchUp`;
  return { ...about, event: 'schedule.missed', message, next: `leat schedules show ${schedule}` };
}
