/**
 * The state of a run as the workflow keeps it, and every decision about it: pure functions, so that
 * the engine is tested without Temporal. Keep this file free of heavy imports: it is in the bundle.
 */
import type { RetryPolicy } from './plan.js';

/** One stage as the workflow sees it: what it waits for and how it is run, nothing of its content. */
export interface ScheduledStage {
  readonly name: string;
  /** The activity's type. */
  readonly stage: string;
  /** By input name: the outputs wired to it, as [stage, output]. */
  readonly inputs: Readonly<Record<string, WiredOutput | readonly WiredOutput[]>>;
  readonly policy: { readonly retry: RetryPolicy; readonly timeoutMs: number; readonly heartbeatMs: number };
}

export type WiredOutput = readonly [stage: string, output: string];

/** What planning hands to the workflow: the stages still to be run, and what was adopted. */
export interface RunSchedule {
  readonly plan: string;
  readonly concurrency: number;
  readonly stages: readonly ScheduledStage[];
  /** Every stage of the plan in its order, for the progress of a run; adopted ones with their results. */
  readonly order: readonly string[];
  readonly adopted: Readonly<Record<string, StageResult>>;
  readonly outputs: Readonly<Record<string, WiredOutput>>;
}

/** References and figures: all that leaves a stage. Digests by output name. */
export interface StageResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly figures: Readonly<Record<string, number | string>>;
}

export interface StageFailure {
  readonly code: string;
  readonly message: string;
}

/** Why a run failed: the first stage that did; `plan` when it could not be planned. */
export interface RunError extends StageFailure {
  readonly stage: string;
}

export type StageProgressState = 'waiting' | 'running' | 'completed' | 'cached' | 'failed' | 'skipped' | 'cancelled';

interface StageProgress {
  readonly state: StageProgressState;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly result?: StageResult;
  readonly error?: StageFailure;
}

export interface RunState {
  readonly schedule: RunSchedule;
  readonly stages: Map<string, StageProgress>;
  /** How many inputs each waiting stage still lacks. */
  readonly lacking: Map<string, number>;
  /** Stages whose inputs are all there, in the plan's order. */
  readonly ready: ScheduledStage[];
  inFlight: number;
  failure: RunError | null;
  cancelled: boolean;
}

export type StageEvent = { readonly stage: string; readonly at: number } & (
  | { readonly kind: 'completed'; readonly result: StageResult }
  | { readonly kind: 'failed'; readonly error: StageFailure }
  | { readonly kind: 'cancelled' }
);

export function beginRun(schedule: RunSchedule): RunState {
  const run: RunState = { schedule, stages: new Map(), lacking: new Map(), ready: [], inFlight: 0, failure: null, cancelled: false };
  for (const name of schedule.order) {
    const result = schedule.adopted[name];
    run.stages.set(name, result === undefined ? { state: 'waiting' } : { state: 'cached', result });
  }
  for (const stage of schedule.stages) {
    const lacking = new Set(wiredStages(stage).filter((name) => !isFinished(run, name))).size;
    run.lacking.set(stage.name, lacking);
    if (lacking === 0) run.ready.push(stage);
  }
  return run;
}

/** Takes the next stage that may start now, or none: inputs lacking, limit reached, or the run is ending. */
export function startNext(run: RunState, at: number): ScheduledStage | undefined {
  if (run.failure !== null || run.cancelled || run.inFlight >= run.schedule.concurrency) return undefined;
  const stage = run.ready.shift();
  if (stage === undefined) return undefined;
  run.inFlight += 1;
  run.stages.set(stage.name, { state: 'running', startedAt: at });
  return stage;
}

/** Takes one event in. A failed stage ends the run once what is in flight has finished: nothing finished is lost. */
export function advance(run: RunState, event: StageEvent, dependents: Dependents): void {
  run.inFlight -= 1;
  const before = run.stages.get(event.stage);
  const times = { ...(before?.startedAt === undefined ? {} : { startedAt: before.startedAt }), endedAt: event.at };
  if (event.kind === 'completed') {
    run.stages.set(event.stage, { ...times, state: 'completed', result: event.result });
    for (const dependent of dependents.get(event.stage) ?? []) {
      const lacking = (run.lacking.get(dependent.name) ?? 1) - 1;
      run.lacking.set(dependent.name, lacking);
      if (lacking === 0) run.ready.push(dependent);
    }
  } else if (event.kind === 'failed') {
    run.stages.set(event.stage, { ...times, state: 'failed', error: event.error });
    run.failure ??= { ...event.error, stage: event.stage };
  } else {
    run.stages.set(event.stage, { ...times, state: 'cancelled' });
    run.cancelled = true;
  }
}

export function isOver(run: RunState): boolean {
  return run.inFlight === 0 && (run.ready.length === 0 || run.failure !== null || run.cancelled);
}

export type Dependents = ReadonlyMap<string, readonly ScheduledStage[]>;

/** For every stage, those that wait for it: computed once, so that an event costs only its own dependents. */
export function dependentsOf({ stages }: RunSchedule): Dependents {
  const dependents = new Map<string, ScheduledStage[]>();
  for (const stage of stages) {
    for (const name of new Set(wiredStages(stage))) {
      const known = dependents.get(name);
      if (known === undefined) dependents.set(name, [stage]);
      else known.push(stage);
    }
  }
  return dependents;
}

/** The digests to hand to a ready stage. */
export function inputDigests(run: RunState, { inputs }: ScheduledStage): Record<string, string | readonly string[]> {
  const digestOf = ([stage, output]: WiredOutput): string => {
    const digest = run.stages.get(stage)?.result?.outputs[output];
    if (digest === undefined) throw new Error(`invariant: "${stage}" finished with its output "${output}"`);
    return digest;
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, wired]) => [name, isList(wired) ? wired.map(digestOf) : digestOf(wired)]));
}

export type EndState = 'completed' | 'failed' | 'cancelled';

export interface RunSummary {
  readonly state: EndState;
  /** Digests of the outputs that were reached. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly error: RunError | null;
}

export function summarise(run: RunState): RunSummary {
  const reached = Object.entries(run.schedule.outputs).flatMap(([name, [stage, output]]) => {
    const digest = run.stages.get(stage)?.result?.outputs[output];
    return digest === undefined ? [] : [[name, digest] as const];
  });
  const state = run.cancelled ? 'cancelled' : run.failure === null ? 'completed' : 'failed';
  return { state, outputs: Object.fromEntries(reached), error: run.failure };
}

/** Answer of the query `progress`. */
export interface RunProgress {
  readonly state: 'running' | EndState;
  readonly stages: readonly StageProgressEntry[];
}

export interface StageProgressEntry {
  readonly name: string;
  readonly state: StageProgressState;
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly figures?: StageResult['figures'];
  readonly error?: StageFailure;
}

export function progressOf(run: RunState, over: boolean): RunProgress {
  const { state } = summarise(run);
  return {
    state: over ? state : 'running',
    stages: [...run.stages].map(([name, { result, ...progress }]) => ({
      name,
      ...progress,
      ...(result === undefined ? {} : { figures: result.figures }),
    })),
  };
}

function wiredStages({ inputs }: ScheduledStage): string[] {
  return Object.values(inputs).flatMap((wired) => (isList(wired) ? wired.map(([stage]) => stage) : [wired[0]]));
}

function isFinished(run: RunState, name: string): boolean {
  const state = run.stages.get(name)?.state;
  return state === 'completed' || state === 'cached';
}

/** A list of wired outputs, not one: [['a', 'out'], …] against ['a', 'out']. */
function isList(wired: WiredOutput | readonly WiredOutput[]): wired is readonly WiredOutput[] {
  return wired.length === 0 || Array.isArray(wired[0]);
}
