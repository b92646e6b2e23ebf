import { condition, continueAsNew, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import { alert } from './alert.js';
import { lookAtSchedule } from './engine-activities.js';

export interface WatchScheduleRequest {
  /** Of the schedule. */
  readonly name: string;
  /** The time whose deadline comes next: milliseconds since 1970. */
  readonly next?: { readonly at: number; readonly wakeAt: number };
}

/** The schedule has other times or another deadline by now. */
export const changedSignal = defineSignal('changed');

/** Tells of runs of a schedule that are late or were never begun, deadline by deadline, until the schedule has none any more. */
export async function watchSchedule({ name, next: carried }: WatchScheduleRequest): Promise<void> {
  let changes = 0;
  let seen = 0;
  setHandler(changedSignal, () => {
    changes++;
  });
  let next = carried;
  for (;;) {
    const past = next !== undefined && next.wakeAt <= Date.now() ? next.at : null;
    if (next === undefined || past !== null || changes > seen) {
      seen = changes;
      const look = await lookAtSchedule({ name, at: past, after: past ?? (next?.at ?? Date.now()) - 1 });
      if (look?.alert) await alert(look.alert);
      if (!look?.next) return;
      next = look.next;
    }
    const left = next.wakeAt - Date.now();
    if (left > 0) await condition(() => changes > seen, left);
    if (workflowInfo().continueAsNewSuggested && changes === seen) return continueAsNew<typeof watchSchedule>({ name, next });
  }
}
