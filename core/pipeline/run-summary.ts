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

/** Stages of a run that found a model degraded: what they saw, as one sentence each. */
export function degradations({ schedule, stages }: RunState): { readonly stage: string; readonly message: string }[] {
  return schedule.stages.flatMap(({ name, stage }) => {
    const drifted = Number(stages.get(name)?.result?.figures.driftedColumns ?? 0);
    if (stage !== 'monitor' || drifted === 0) return [];
    return [
      {
        stage: name,
        message: `${drifted === 1 ? '1 column has' : `${String(drifted)} columns have`} drifted from what the model was trained on`,
      },
    ];
  });
}
