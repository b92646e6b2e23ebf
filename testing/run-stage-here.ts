import type { Decision } from '../core/pipeline/decision.js';
import type { ScheduledStage, StageResult } from '../core/pipeline/run-schedule.js';
import { ControlBlock } from '../worker/control-block.js';
import { closeMap, openMap } from '../worker/map-ends.js';
import { AttemptFailure } from '../worker/record-failure.js';
import { recordNested } from '../worker/record-nested.js';
import { runItems } from '../worker/run-items.js';
import { runStage } from '../worker/run-stage.js';
import type { StageTask } from '../worker/stage-task.js';
import { closeStudy, openStudy, runTrials } from '../worker/study.js';
import type { RunPipelineResult } from '../workflows/run-pipeline.js';
import type { MemoryServices } from './memory-services.js';

const WORKER = 'test';

/** What stands for the world around a run: people, and other pipelines. */
export interface Others {
  /** What a person says to a stage that asks for approval. */
  decide(stage: string): Decision;
  /** A run of another pipeline, which is a stage of this one. */
  nested(pipeline: string, params: Readonly<Record<string, unknown>>): Promise<RunPipelineResult>;
}

export interface StageHere {
  readonly stage: ScheduledStage;
  readonly task: StageTask;
  readonly services: MemoryServices;
  readonly others: Others;
}

type Kind = 'activity' | NonNullable<ScheduledStage['execution']>['kind'];

/** How stages are run without a server: what the workflows have done, done here. */
const ways: Readonly<Record<Kind, (here: StageHere) => Promise<StageResult>>> = {
  activity: (here) => retried(here, (attempt) => runStage({ task: here.task, attempt, worker: WORKER }, new ControlBlock(), here.services)),
  // One look: nothing that it waits for comes while nobody else works.
  wait: ({ task, services }) => runStage({ task, attempt: 1, worker: WORKER }, new ControlBlock(), services),

  approval({ stage, task, services, others }) {
    const decision = others.decide(stage.name);
    return runStage({ task: { ...task, decision }, attempt: 1, worker: WORKER }, new ControlBlock(), services);
  },

  async pipeline({ stage: { execution }, task, services, others }) {
    if (execution?.kind !== 'pipeline') throw new Error('invariant: only pipelines are run as runs');
    const result = await others.nested(execution.pipeline, execution.params);
    await recordNested({ task, result }, services);
    const outputs = Object.fromEntries(Object.entries(result.outputs).map(([name, { digest }]) => [name, digest]));
    return { outputs, figures: result.metrics };
  },

  async map(here) {
    const { task, services } = here;
    const { items } = await openMap({ task, worker: WORKER }, services);
    await retried(here, (attempt) => runItems({ task, from: 0, to: items, attempt, worker: WORKER }, new ControlBlock(), services));
    return closeMap({ task, worker: WORKER }, services);
  },

  async study(here) {
    const { stage, task, services } = here;
    const { execution } = stage;
    if (execution?.kind !== 'study') throw new Error('invariant: only studies have trials');
    const { trials } = execution;
    const control = new ControlBlock();
    const { folds, outer = [] } = await retried(here, (attempt) => openStudy({ task, attempt, worker: WORKER }, control, services));
    for (const search of [{ folds }, ...outer.map((within, fold) => ({ folds: within, outer: fold }))]) {
      await retried(here, (attempt) => runTrials({ task, ...search, from: 0, to: trials, attempt, worker: WORKER }, control, services));
    }
    return retried(here, (attempt) => closeStudy({ task, folds, trials, attempt, worker: WORKER }, control, services));
  },
};

/** @throws AttemptFailure when the stage's tries are spent. */
export function runStageHere(here: StageHere): Promise<StageResult> {
  return ways[here.stage.execution?.kind ?? 'activity'](here);
}

/** Tries again at once what may pass: there is nobody to wait for. */
async function retried<T>({ stage }: StageHere, attempt: (number: number) => Promise<T>): Promise<T> {
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      const isSpent = !(error instanceof AttemptFailure) || !error.retryable || number >= stage.policy.retry.attempts;
      if (isSpent) throw error;
    }
  }
}
