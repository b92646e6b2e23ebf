/**
 * The state of a run as the workflow keeps it, and every decision about it: pure functions, so that
 * the engine is tested without Temporal. Keep this file free of heavy imports: it is in the bundle.
 */
import {
  awaitedStages,
  dependentsOf,
  isWiredList,
  type Dependents,
  type RunSchedule,
  type ScheduledStage,
  type StageResult,
  type WiredOutput,
} from './run-schedule.js';

export interface StageFailure {
  readonly code: string;
  readonly message: string;
  /** Number of the last try, where the worker told it. */
  readonly attempt?: number;
}

/** Why a run failed: the first stage that did; `plan` when it could not be planned. */
export interface RunError extends StageFailure {
  readonly stage: string;
}

export type StageProgressState = 'waiting' | 'running' | 'completed' | 'cached' | 'failed' | 'held' | 'skipped' | 'cancelled';

export interface StageProgress {
  readonly state: StageProgressState;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly result?: StageResult;
  readonly error?: StageFailure;
  /** Tries that were used up before a person had it tried again. */
  readonly triesBefore?: number;
}

export interface RunState {
  schedule: RunSchedule;
  dependents: Dependents;
  readonly stages: Map<string, StageProgress>;
  /** How many of the stages that each waiting stage waits for have not finished. */
  lacking: Map<string, number>;
  /** Stages whose inputs are all there, in the plan's order. */
  ready: ScheduledStage[];
  inFlight: number;
  /** Nothing more is started, once and for all: the run goes on in a new history as soon as nothing is in flight. */
  draining: boolean;
  failure: RunError | null;
  cancelled: boolean;
}

export type StageEvent = { readonly stage: string; readonly at: number } & (
  | { readonly kind: 'completed'; readonly result: StageResult }
  | { readonly kind: 'failed'; readonly error: StageFailure }
  | { readonly kind: 'cancelled' }
);

/** @param before - Of a run that goes on: what is known of its stages. */
export function beginRun(schedule: RunSchedule, before: Iterable<readonly [string, StageProgress]> = []): RunState {
  const stages = new Map(schedule.order.map((name) => [name, beginningOf(schedule.adopted[name])]));
  for (const [name, progress] of before) if (stages.has(name)) stages.set(name, progress);
  return {
    schedule,
    dependents: dependentsOf(schedule),
    stages,
    ...readiness(schedule, stages),
    inFlight: 0,
    draining: false,
    failure: null,
    cancelled: false,
  };
}

function beginningOf(adopted: StageResult | undefined): StageProgress {
  return adopted === undefined ? { state: 'waiting' } : { state: 'cached', result: adopted };
}

function readiness(schedule: RunSchedule, stages: RunState['stages']): Pick<RunState, 'lacking' | 'ready'> {
  const waiting = schedule.stages.filter(({ name }) => stages.get(name)?.state === 'waiting');
  const lacking = new Map(
    waiting.map((stage) => [stage.name, [...awaitedStages(stage)].filter((name) => !isFinished(stages.get(name))).length]),
  );
  return { lacking, ready: waiting.filter(({ name }) => lacking.get(name) === 0) };
}

/** Takes the next stage that may start now, or none: inputs lacking, limit reached, or the run is ending. */
export function startNext(run: RunState, at: number): ScheduledStage | undefined {
  if (run.failure !== null || run.cancelled || run.draining || run.inFlight >= run.schedule.concurrency) return undefined;
  const stage = run.ready.shift();
  if (stage === undefined) return undefined;
  run.inFlight += 1;
  const { triesBefore, startedAt = at } = run.stages.get(stage.name) ?? {};
  run.stages.set(stage.name, { state: 'running', startedAt, ...(triesBefore === undefined ? {} : { triesBefore }) });
  return stage;
}

/** Takes one event in. A failed stage ends the run once what is in flight has finished: nothing finished is lost. */
export function advance(run: RunState, event: StageEvent): void {
  run.inFlight -= 1;
  const { error: _error, result: _result, ...before } = run.stages.get(event.stage) ?? {};
  const times = { ...before, endedAt: event.at };
  if (event.kind === 'completed') {
    run.stages.set(event.stage, { ...times, state: 'completed', result: event.result });
    release(run, event.stage);
  } else if (event.kind === 'cancelled') {
    run.stages.set(event.stage, { ...times, state: 'cancelled' });
    run.cancelled = true;
  } else fail(run, event.stage, { ...times, state: 'failed', error: event.error });
}

function release(run: RunState, name: string): void {
  for (const dependent of run.dependents.get(name) ?? []) {
    const lacking = (run.lacking.get(dependent.name) ?? 1) - 1;
    run.lacking.set(dependent.name, lacking);
    if (lacking === 0 && run.stages.get(dependent.name)?.state === 'waiting') run.ready.push(dependent);
  }
}

/** What becomes of a stage whose tries are spent: its author's word. */
function fail(run: RunState, name: string, failed: StageProgress & { readonly error: StageFailure }): void {
  const { policy } = stageNamed(run, name);
  run.stages.set(name, policy.onFailure === 'hold' ? { ...failed, state: 'held' } : failed);
  if (policy.onFailure === 'fail') run.failure ??= { ...failed.error, stage: name };
  if (policy.onFailure === 'skip') skipDependents(run, name);
}

/** Every stage that waits for this one, directly or not, will not be run. */
function skipDependents(run: RunState, name: string): void {
  const open = [...(run.dependents.get(name) ?? [])];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (run.stages.get(stage.name)?.state !== 'waiting') continue;
    run.stages.set(stage.name, { state: 'skipped' });
    open.push(...(run.dependents.get(stage.name) ?? []));
  }
  run.ready = run.ready.filter((stage) => run.stages.get(stage.name)?.state === 'waiting');
}

export function heldStages(run: RunState): string[] {
  return [...run.stages].filter(([, { state }]) => state === 'held').map(([name]) => name);
}

/** Nothing goes on by itself any more: a person or a service has to say what becomes of the held stages. */
export function isHeld(run: RunState): boolean {
  return run.inFlight === 0 && !isEnding(run) && run.ready.length === 0 && heldStages(run).length > 0;
}

/** Has a held stage tried again; the plan may be a new one, whose code replaces that of all stages still to be run. */
export function retryStage(run: RunState, name: string, schedule: RunSchedule): void {
  const { error, triesBefore = 0 } = run.stages.get(name) ?? {};
  run.stages.set(name, { state: 'waiting', triesBefore: Math.max(error?.attempt ?? 0, triesBefore + 1) });
  for (const stage of schedule.order) if (!run.stages.has(stage)) run.stages.set(stage, beginningOf(schedule.adopted[stage]));
  for (const stage of run.stages.keys()) if (!schedule.order.includes(stage)) run.stages.delete(stage);
  run.schedule = schedule;
  run.dependents = dependentsOf(schedule);
  Object.assign(run, readiness(schedule, run.stages));
}

/** Gives a stage up, with all that depends on it. */
export function skipStage(run: RunState, name: string): void {
  run.stages.set(name, { ...run.stages.get(name), state: 'skipped' });
  skipDependents(run, name);
}

/** Why an order about a stage cannot be followed; undefined when it can. */
export function refusalOf(run: RunState | null, name: string, states: readonly StageProgressState[]): StageFailure | undefined {
  const state = run?.stages.get(name)?.state;
  if (state === undefined) {
    const known = run === null ? 'the run is still being planned' : `known: ${[...run.stages.keys()].join(', ')}`;
    return { code: 'STAGE_UNKNOWN', message: `expected the name of a stage of this run, got "${name}"; ${known}` };
  }
  if (states.includes(state)) return undefined;
  return { code: 'STAGE_NOT_WAITING', message: `stage "${name}": expected one that is ${states.join(' or ')}, got one that is ${state}` };
}

export function isOver(run: RunState): boolean {
  return run.inFlight === 0 && (isEnding(run) || (run.ready.length === 0 && heldStages(run).length === 0));
}

function isEnding(run: RunState): boolean {
  return run.failure !== null || run.cancelled;
}

/** The digests to hand to a ready stage. */
export function inputDigests(run: RunState, { inputs }: ScheduledStage): Record<string, string | readonly string[]> {
  const digestOf = ([stage, output]: WiredOutput): string => {
    const digest = run.stages.get(stage)?.result?.outputs[output];
    if (digest === undefined) throw new Error(`invariant: "${stage}" finished with its output "${output}"`);
    return digest;
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, wired]) => [name, isWiredList(wired) ? wired.map(digestOf) : digestOf(wired)]),
  );
}

export function stageNamed({ schedule }: RunState, name: string): ScheduledStage {
  const stage = schedule.stages.find((each) => each.name === name);
  if (stage === undefined) throw new Error(`invariant: stage "${name}" was scheduled`);
  return stage;
}

function isFinished(progress: StageProgress | undefined): boolean {
  return progress?.state === 'completed' || progress?.state === 'cached';
}
