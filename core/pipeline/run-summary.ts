import type { StageResult } from './run-schedule.js';
import { isOver, stageNamed, type RunError, type RunState, type StageFailure, type StageProgressState } from './run-state.js';

export type EndState = 'completed' | 'failed' | 'cancelled';

/** How a run ended, as the workflow knows it. */
export interface RunSummary {
  readonly state: EndState;
  /** Digests of the outputs that were reached. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly error: RunError | null;
  /** Stages that were given up, or failed, perhaps without a worker to record it. */
  readonly unfinished: readonly { readonly name: string; readonly state: 'skipped' | 'failed' }[];
  /** Name of the model that was registered, of the first in the plan where several were; null when none was. */
  readonly model: string | null;
}

export function summarise(run: RunState): RunSummary {
  const reached = Object.entries(run.schedule.outputs).flatMap(([name, [stage, output]]) => {
    const digest = run.stages.get(stage)?.result?.outputs[output];
    return digest === undefined ? [] : [[name, digest] as const];
  });
  const state = run.cancelled ? 'cancelled' : run.failure === null ? 'completed' : 'failed';
  const unfinished = [...run.stages].flatMap(([name, stage]) =>
    stage.state === 'skipped' || stage.state === 'failed' ? [{ name, state: stage.state }] : [],
  );
  return { state, outputs: Object.fromEntries(reached), error: run.failure, unfinished, model: registeredModel(run) };
}

function registeredModel({ schedule, stages }: RunState): string | null {
  const registers = schedule.stages.filter(({ stage }) => stage === 'register');
  const versions = registers.map(({ name }) => stages.get(name)?.result?.figures['version']);
  const version = versions.find((figure) => typeof figure === 'string');
  return typeof version === 'string' ? (version.split(':')[0] ?? null) : null;
}

/** Answer of the query `progress`. */
export interface RunProgress {
  readonly state: 'running' | 'held' | EndState;
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
  /** What the stage asks a person, as long as it waits for the answer. */
  readonly question?: string;
}

/** @param phase - Of the workflow: a run that is over in its stages may still be recording its end. */
export function progressOf(run: RunState, phase: 'running' | 'held' | 'over'): RunProgress {
  return {
    state: phase === 'over' && isOver(run) ? summarise(run).state : phase === 'held' ? 'held' : 'running',
    stages: [...run.stages].map(([name, { result, triesBefore: _, ...progress }]) => ({
      name,
      ...progress,
      ...(result === undefined ? {} : { figures: result.figures }),
      ...(progress.state === 'running' ? questionOf(run, name) : {}),
    })),
  };
}

function questionOf(run: RunState, name: string): { question?: string } {
  const { execution } = stageNamed(run, name);
  return execution?.kind === 'approval' ? { question: execution.question } : {};
}

/** What a stage saw of a model in service. */
export interface Degradation {
  readonly stage: string;
  /** As what it is told; null where there is nothing to tell. */
  readonly event: 'drift.detected' | 'model.degraded' | null;
  readonly message: string;
  /** Whether what the author wants done about it is done. */
  readonly isCorrected: boolean;
}

/** Stages of a run that found a model degraded, as one sentence each. */
export function degradations({ schedule, stages }: RunState): Degradation[] {
  return schedule.stages.flatMap(({ name, stage }): Degradation[] => {
    const {
      driftedColumns = 0,
      driftFindings = 0,
      degradedFindings = 0,
      finding,
      driftFinding,
      retrain,
    } = stages.get(name)?.result?.figures ?? {};
    if (stage === 'monitor' && Number(driftedColumns) > 0) {
      const count = Number(driftedColumns) === 1 ? '1 column has' : `${String(driftedColumns)} columns have`;
      return [{ stage: name, event: 'drift.detected', message: `${count} drifted from what the model was trained on`, isCorrected: true }];
    }
    if (stage !== 'watchModel') return [];
    const event = Number(degradedFindings) > 0 ? 'model.degraded' : Number(driftFindings) > 0 ? 'drift.detected' : null;
    const told: Degradation[] = [];
    if (event !== null || retrain !== undefined)
      told.push({ stage: name, event, message: String(finding ?? retrain), isCorrected: retrain !== undefined });
    // Whoever only listens for drift is told of it beside what is worse.
    if (driftFinding !== undefined) told.push({ stage: name, event: 'drift.detected', message: String(driftFinding), isCorrected: false });
    return told;
  });
}
