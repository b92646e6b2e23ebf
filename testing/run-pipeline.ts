import { randomUUID } from 'node:crypto';
import { isLeatError, messageOf } from '../core/errors.js';
import type { Decision } from '../core/pipeline/decision.js';
import type { Pipeline } from '../core/pipeline/define-pipeline.js';
import { advance, beginRun, inputDigests, isHeld, isOver, startNext, type RunState, type StageEvent } from '../core/pipeline/run-state.js';
import type { ScheduledStage } from '../core/pipeline/run-schedule.js';
import { summarise } from '../core/pipeline/run-summary.js';
import { endRun } from '../worker/end-run.js';
import { planRun } from '../worker/plan-run.js';
import { loadPlannedRun } from '../worker/planned-run.js';
import { AttemptFailure } from '../worker/record-failure.js';
import type { RunPipelineResult } from '../workflows/run-pipeline.js';
import { openMemoryServices, type MemoryServices, type Surroundings } from './memory-services.js';
import { runStageHere, type Others } from './run-stage-here.js';
import { TestRun } from './test-run.js';

export interface TestRunOptions<Params = Readonly<Record<string, unknown>>> extends Surroundings {
  readonly params?: Params;
  /** 1 when left out, as everywhere. */
  readonly seed?: number;
  /** What a person says to stages that ask for approval, by their names; yes when left out. */
  readonly decisions?: Readonly<Record<string, boolean>>;
  /** Pipelines that this one runs as stages. */
  readonly pipelines?: readonly Pipeline[];
}

/**
 * Runs a pipeline in this process, without a Temporal server: the real plan and the real stages, with artifacts and
 * records in memory. Stages run one after another; what may be tried again is tried again at once, and nothing else
 * keeps time: for waits, schedules and what happens after a crash start an engine (`startEngine`).
 *
 * @throws LeatError when the pipeline cannot be planned. A stage that fails is told by the run's state and error.
 */
export async function runPipeline<P extends Pipeline>(
  pipeline: P,
  options: TestRunOptions<Parameters<P['build']>[0] extends infer Q ? Partial<Q> : never> = {},
): Promise<TestRun> {
  const services = await openMemoryServices([pipeline, ...(options.pipelines ?? [])], options);
  try {
    const { params = {}, seed = 1 } = options;
    return (await follow({ pipeline: pipeline.name, params, seed, decisions: options.decisions ?? {} }, services)).tested;
  } finally {
    await services.close();
  }
}

interface Wish {
  readonly pipeline: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly decisions: Readonly<Record<string, boolean>>;
}

async function follow(wish: Wish, services: MemoryServices): Promise<{ tested: TestRun; result: RunPipelineResult }> {
  const { pipeline, params, seed, decisions } = wish;
  const runId = randomUUID();
  const run = beginRun(
    await planRun({ request: { pipeline, params, seed, runId, workflowId: runId }, sources: services.sources }, services),
  );
  const others: Others = {
    decide: (stage): Decision => ({ approved: decisions[stage] ?? true, by: 'test', note: null }),
    nested: async (name, given) => {
      const { result, tested } = await follow({ ...wish, pipeline: name, params: given }, services);
      if (tested.error !== null) throw new AttemptFailure({ ...tested.error, retryable: false });
      return result;
    },
  };
  while (!isOver(run) && !isHeld(run)) {
    const stage = startNext(run, Date.now());
    if (stage === undefined) throw new Error('invariant: a run that is not over has a stage that can start');
    advance(run, await endOf(stage, { run, runId, services, others }));
  }
  const summary = summarise(run);
  const result = await endRun({ runId, pipeline, ...summary }, services);
  const { planned } = await loadPlannedRun(run.schedule.plan, services.artifacts);
  const state = isHeld(run) ? 'held' : summary.state;
  const { artifacts } = services;
  return { result, tested: new TestRun({ id: runId, run, plan: planned.plan, state, metrics: result.metrics, artifacts }) };
}

interface Around {
  readonly run: RunState;
  readonly runId: string;
  readonly services: MemoryServices;
  readonly others: Others;
}

async function endOf(stage: ScheduledStage, { run, runId, services, others }: Around): Promise<StageEvent> {
  const { name, policy } = stage;
  const task = { runId, plan: run.schedule.plan, name, inputs: inputDigests(run, stage), timeoutMs: policy.timeoutMs };
  try {
    const result = await runStageHere({ stage, task, services, others });
    return { kind: 'completed', stage: name, at: Date.now(), result };
  } catch (error) {
    const code = error instanceof AttemptFailure || isLeatError(error) ? error.code : 'STAGE_FAILED';
    return { kind: 'failed', stage: name, at: Date.now(), error: { code, message: messageOf(error) } };
  }
}
