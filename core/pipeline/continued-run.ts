import type { RunSchedule } from './run-schedule.js';
import { beginRun, type RunState, type StageProgress } from './run-state.js';

/** A history is cut before this many events: Temporal warns at 10,000, and replaying one takes time. */
const HISTORY_EVENTS = 4_000;
/** Scheduled, perhaps by a command that no event tells of yet, started and ended, with the workflow task that sees to it. */
const EVENTS_A_STAGE = 6;
/** For the commands of the end, for orders of people, and for workflow tasks that are tried again. */
const EVENTS_IN_RESERVE = 200;

/** Whether this history has room for what is in flight, and for no stage more. */
export function fillsHistory(run: RunState, events: number): boolean {
  return events + (run.inFlight + 1) * EVENTS_A_STAGE + EVENTS_IN_RESERVE >= HISTORY_EVENTS;
}

/** What a run takes along into its next history. */
export interface ContinuedRun {
  readonly schedule: RunSchedule;
  readonly stages: readonly (readonly [string, StageProgress])[];
}

export function carryOn({ schedule, stages }: RunState): ContinuedRun {
  // An approval is asked for again, by the clock of when it was asked for first.
  const waitAgain = [...stages].map(
    ([name, stage]) => [name, stage.state === 'running' ? { ...stage, state: 'waiting' as const } : stage] as const,
  );
  return {
    schedule,
    stages: waitAgain.filter(([, { state, startedAt, triesBefore }]) => state !== 'waiting' || (startedAt ?? triesBefore) !== undefined),
  };
}

export function takeUp({ schedule, stages }: ContinuedRun): RunState {
  return beginRun(schedule, stages);
}

/** @param awaitsWord - Whether only a person's word is waited for: that goes on as well in the next history. */
export function isDrained({ stages }: RunState, awaitsWord: (stage: string) => boolean): boolean {
  return [...stages].every(([name, { state }]) => state !== 'running' || awaitsWord(name));
}
