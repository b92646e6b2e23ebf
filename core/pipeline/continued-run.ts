import type { RunSchedule } from './run-schedule.js';
import { beginRun, type RunState, type StageProgress } from './run-state.js';

/** A history is cut before this many events: Temporal warns at 10,000, and replaying one takes time. */
const HISTORY_EVENTS = 4_000;
/** Started and ended, with the workflow task that sees to it: at most, for a stage in flight. */
const EVENTS_A_STAGE = 5;
/** For the commands of the end, and for orders of people. */
const EVENTS_IN_RESERVE = 200;

/** Whether what is in flight still has room in this history, and nothing more. */
export function fillsHistory(run: RunState, events: number): boolean {
  return events + run.inFlight * EVENTS_A_STAGE + EVENTS_IN_RESERVE >= HISTORY_EVENTS;
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

/** Only people are waited for: that goes on as well in the next history. */
export function isDrained({ schedule, stages }: RunState): boolean {
  return schedule.stages.every(({ name, execution }) => stages.get(name)?.state !== 'running' || execution?.kind === 'approval');
}
