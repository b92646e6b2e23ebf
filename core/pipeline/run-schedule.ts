import type { Correction } from './corrections.js';
import type { Execution, RetryPolicy, StagePolicy } from './plan.js';

/** One stage as the workflow sees it: what it waits for and how it is run, nothing of its content. */
export interface ScheduledStage {
  readonly name: string;
  /** The activity's type. */
  readonly stage: string;
  /** By input name: the outputs wired to it, as [stage, output]. */
  readonly inputs: Readonly<Record<string, WiredOutput | readonly WiredOutput[]>>;
  /** Stages that must have finished before it, though it takes nothing from them. */
  readonly after?: readonly string[];
  readonly policy: SchedulePolicy;
  /** How it is run, where that is not as one activity. */
  readonly execution?: Execution;
}

/** The part of a stage's policy that the workflow needs. */
export type SchedulePolicy = Pick<StagePolicy, 'timeoutMs' | 'totalTimeoutMs' | 'heartbeatMs' | 'onFailure' | 'queue' | 'priority'> & {
  readonly retry: RetryPolicy;
  /** It takes hardly any processor time. */
  readonly light?: true;
};

export type WiredOutput = readonly [stage: string, output: string];

/** What planning hands to the workflow: the stages still to be run, and what was adopted. */
export interface RunSchedule {
  /** Digest of the planned run. */
  readonly plan: string;
  readonly concurrency: number;
  readonly stages: readonly ScheduledStage[];
  /** Every stage of the plan in its order, for the progress of a run; adopted ones with their results. */
  readonly order: readonly string[];
  readonly adopted: Readonly<Record<string, StageResult>>;
  readonly outputs: Readonly<Record<string, WiredOutput>>;
  readonly onFailure?: readonly Correction[];
  readonly onDegraded?: readonly Correction[];
}

/** References and figures: all that leaves a stage. Digests by output name. */
export interface StageResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly figures: Readonly<Record<string, number | string>>;
}

/** The stages that a stage waits for, each once. */
export function awaitedStages({ inputs, after = [] }: ScheduledStage): ReadonlySet<string> {
  const wired = Object.values(inputs).flatMap((given) => (isWiredList(given) ? given.map(([stage]) => stage) : [given[0]]));
  return new Set([...wired, ...after]);
}

/** A list of wired outputs, not one: [['a', 'out'], …] against ['a', 'out']. */
export function isWiredList(wired: WiredOutput | readonly WiredOutput[]): wired is readonly WiredOutput[] {
  return wired.length === 0 || Array.isArray(wired[0]);
}

export type Dependents = ReadonlyMap<string, readonly ScheduledStage[]>;

/** For every stage, those that wait for it: computed once, so that an event costs only its own dependents. */
export function dependentsOf({ stages }: RunSchedule): Dependents {
  const dependents = new Map<string, ScheduledStage[]>();
  for (const stage of stages) {
    for (const name of awaitedStages(stage)) {
      const known = dependents.get(name);
      if (known === undefined) dependents.set(name, [stage]);
      else known.push(stage);
    }
  }
  return dependents;
}
