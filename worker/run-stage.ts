import { createTable } from '../stores/artifacts/tables.js';
import { loadInput, saveOutput } from '../stores/artifacts/stage-values.js';
import type { StageServices } from '../activities/define-activity.js';
import { isLeatError, LeatError, messageOf } from '../core/errors.js';
import type { Kind } from '../core/pipeline/kinds.js';
import type { PlannedStage } from '../core/pipeline/plan.js';
import type { StageResult } from '../core/pipeline/run-state.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import { Random } from '../core/random.js';
import type { Digest } from '../stores/artifacts/artifact-store.js';
import type { ArtifactReference, StageOutputs } from '../stores/metadata/metadata-store.js';
import type { ControlBlock } from './control-block.js';
import { loadPlannedRun, type PlannedRun } from './planned-run.js';
import { sourceOf, stageCode, stageKey } from './stage-code.js';
import type { StageTask } from './stage-task.js';
import type { ThreadServices } from './thread-services.js';

export interface StageJob {
  readonly task: StageTask;
  readonly attempt: number;
  /** Which process runs it, for the record. */
  readonly worker: string;
}

/** One attempt at a stage: load its inputs, run its code, save its outputs, record all of it. */
export async function runStage({ task, attempt, worker }: StageJob, control: ControlBlock, services: ThreadServices): Promise<StageResult> {
  const planned = await loadPlannedRun(task.plan, services.artifacts);
  const stage = planned.plan.stages.find(({ name }) => name === task.name);
  if (stage === undefined) throw new LeatError('STAGE_UNKNOWN', `the plan has no stage "${task.name}"`);
  const { whole } = await stageKey({ planned, stage, inputs: task.inputs, runId: task.runId }, services);
  const key = { runId: task.runId, name: stage.name, attempt };
  await services.metadata.beginAttempt(key, { stage: stage.stage, cacheKey: whole, worker });
  try {
    const inputs = inputReferences(planned, stage, task);
    const { outputs, figures } = await compute({ planned, stage, task }, control, services);
    await services.metadata.completeAttempt(key, { inputs, outputs, figures });
    return { outputs: digestsOf(outputs), figures };
  } catch (error) {
    const isFinal = attempt >= task.attempts || (isLeatError(error) && !error.retryable);
    const recorded = { code: isLeatError(error) ? error.code : 'STAGE_FAILED', message: messageOf(error), stage: stage.name };
    // A store that cannot be written to must not hide why the stage failed.
    await services.metadata.failAttempt(key, recorded, isFinal).catch((failure: unknown) => {
      services.log.warn({ runId: task.runId, stage: stage.name, failure: messageOf(failure) }, 'the failure of an attempt could not be recorded');
    });
    throw error;
  }
}

interface Work {
  readonly planned: PlannedRun;
  readonly stage: PlannedStage;
  readonly task: StageTask;
}

async function compute(work: Work, control: ControlBlock, services: ThreadServices): Promise<{ outputs: StageOutputs; figures: StageResult['figures'] }> {
  const { planned, stage, task } = work;
  const code = await stageCode(planned, stage, services);
  const figures: Record<string, number | string> = {};
  const inputs = await loadInputs(work, services);
  const context = contextOf(work, control, { services, figures });
  const values = await code.run(inputs, stage.params, context, servicesOf(work, control, services));
  control.throwIfCancelled();
  const outputs: Record<string, ArtifactReference> = {};
  for (const [name, kind] of Object.entries(stage.outputs)) {
    const value: unknown = values[name];
    if (value === undefined) {
      const got = Object.keys(values).join(', ') || 'nothing';
      throw new LeatError('STAGE_OUTPUT_INVALID', `stage "${stage.name}": expected output "${name}" (${kind}), got ${got}`, { details: { stage: stage.name } });
    }
    outputs[name] = await saveOutput(services.artifacts, kind, value as never); // the stage's own type says so; saving checks what it can
  }
  services.log.debug({ runId: task.runId, stage: stage.name, figures }, 'stage computed');
  return { outputs, figures };
}

async function loadInputs({ planned, stage, task }: Work, { artifacts }: ThreadServices): Promise<Record<string, never>> {
  const loaded: Record<string, unknown> = {};
  for (const [name, digests] of Object.entries(task.inputs)) {
    const load = async (digest: string, index: number): Promise<unknown> =>
      loadInput(artifacts, { kind: kindOf(planned, stage, { name, index }), digest: digest as Digest }); // a reference of another stage
    loaded[name] = typeof digests === 'string' ? await load(digests, 0) : await Promise.all(digests.map(load));
  }
  return loaded as Record<string, never>; // its type is known to the stage alone
}

/** Which kind flows into an input: what the stage that makes it declares. */
function kindOf({ plan }: PlannedRun, stage: PlannedStage, { name, index }: { name: string; index: number }): Kind {
  const wired = stage.inputs[name];
  const reference = Array.isArray(wired) ? wired[index] : wired;
  const kind = plan.stages.find((maker) => maker.name === reference?.$from)?.outputs[reference?.output ?? ''];
  if (kind === undefined) throw new Error(`invariant: input "${name}" of "${stage.name}" is wired`);
  return kind;
}

function inputReferences(planned: PlannedRun, stage: PlannedStage, { inputs }: StageTask): ArtifactReference[] {
  return Object.entries(inputs).flatMap(([name, digests]) =>
    [digests].flat().map((digest, index) => ({ kind: kindOf(planned, stage, { name, index }), digest: digest as Digest })), // references of other stages
  );
}

function contextOf(
  { planned, stage, task }: Work,
  control: ControlBlock,
  { services, figures }: { services: ThreadServices; figures: Record<string, number | string> },
): StageContext {
  const log = services.log.child({ runId: task.runId, stage: stage.name });
  return {
    random: new Random(`${String(planned.seed)}/${stage.name}`),
    signal: control,
    log: {
      info: (message, fields = {}) => {
        log.info(fields, message);
      },
      warn: (message, fields = {}) => {
        log.warn(fields, message);
      },
    },
    progress: (fraction) => {
      control.progress = fraction;
    },
    figure: (name, value) => {
      figures[name] = value;
    },
  };
}

function servicesOf({ planned, stage, task }: Work, control: ControlBlock, services: ThreadServices): StageServices {
  const { artifacts, metadata, graphs } = services;
  return {
    artifacts,
    metadata,
    graphs,
    source: { ...sourceOf(services), signal: control },
    run: { id: task.runId, pipeline: planned.plan.pipeline, stage: stage.name, seed: planned.seed },
    createTable: () => createTable(artifacts),
  };
}

function digestsOf(outputs: StageOutputs): Record<string, string> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest]));
}
