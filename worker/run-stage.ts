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
import { requireDigest } from '../stores/artifacts/digest.js';
import type { ArtifactReference, StageOutputs } from '../stores/metadata/metadata-store.js';
import type { ControlBlock } from './control-block.js';
import { loadPlannedRun, type LoadedRun } from './planned-run.js';
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
  const run = await loadPlannedRun(task.plan, services.artifacts);
  const stage = run.stage(task.name);
  const { whole } = await stageKey({ planned: run.planned, stage, inputs: task.inputs, runId: task.runId }, services);
  const key = { runId: task.runId, name: stage.name, attempt };
  await services.metadata.beginAttempt(key, { stage: stage.stage, cacheKey: whole, worker });
  try {
    const work = { run, stage, task, inputs: referencesOf(run, stage, task) };
    const { outputs, figures } = await compute(work, control, services);
    await services.metadata.completeAttempt(key, { inputs: Object.values(work.inputs).flat(), outputs, figures });
    return { outputs: digestsOf(outputs), figures };
  } catch (error) {
    const isFinal = attempt >= task.attempts || (isLeatError(error) && !error.retryable);
    const recorded = { code: isLeatError(error) ? error.code : 'STAGE_FAILED', message: messageOf(error), stage: stage.name };
    // A store that cannot be written to must not hide why the stage failed.
    await services.metadata.failAttempt(key, recorded, isFinal).catch((failure: unknown) => {
      services.log.warn(
        { runId: task.runId, stage: stage.name, failure: messageOf(failure) },
        'the failure of an attempt could not be recorded',
      );
    });
    throw error;
  }
}

interface Work {
  readonly run: LoadedRun;
  readonly stage: PlannedStage;
  readonly task: StageTask;
  readonly inputs: InputReferences;
}

type InputReferences = Readonly<Record<string, Reference | readonly Reference[]>>;

/** What is stored, and as which kind it was declared. */
interface Reference {
  readonly kind: Kind;
  readonly digest: Digest;
}

async function compute(
  work: Work,
  control: ControlBlock,
  services: ThreadServices,
): Promise<{ outputs: StageOutputs; figures: StageResult['figures'] }> {
  const { run, stage, task } = work;
  const code = await stageCode(run, stage, services);
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
      throw new LeatError('STAGE_OUTPUT_INVALID', `stage "${stage.name}": expected output "${name}" (${kind}), got ${got}`, {
        details: { stage: stage.name },
      });
    }
    outputs[name] = await saveOutput(services.artifacts, kind, value as never); // the stage's own type says so; saving checks what it can
  }
  services.log.debug({ runId: task.runId, stage: stage.name, figures }, 'stage computed');
  return { outputs, figures };
}

async function loadInputs({ inputs }: Work, { artifacts }: ThreadServices): Promise<Record<string, never>> {
  const loaded: Record<string, unknown> = {};
  for (const [name, wired] of Object.entries(inputs)) {
    loaded[name] = isList(wired) ? await Promise.all(wired.map((one) => loadInput(artifacts, one))) : await loadInput(artifacts, wired);
  }
  return loaded as Record<string, never>; // its type is known to the stage alone
}

/** The digests of a task with the kinds that the plan gives them. */
function referencesOf(run: LoadedRun, stage: PlannedStage, { inputs }: StageTask): InputReferences {
  const references = Object.entries(stage.inputs).map(([name, wired]): [string, Reference | Reference[]] => {
    const digests = [inputs[name] ?? []].flat();
    const made = [wired].flat().map((output, index) => ({ kind: run.kindOf(output), digest: requireDigest(digests[index] ?? '') }));
    const [only] = made;
    return [name, Array.isArray(wired) || only === undefined ? made : only];
  });
  return Object.fromEntries(references);
}

function isList(wired: Reference | readonly Reference[]): wired is readonly Reference[] {
  return Array.isArray(wired);
}

function contextOf(
  { run, stage, task }: Work,
  control: ControlBlock,
  { services, figures }: { services: ThreadServices; figures: Record<string, number | string> },
): StageContext {
  const log = services.log.child({ runId: task.runId, stage: stage.name });
  return {
    random: new Random(`${String(run.planned.seed)}/${stage.name}`),
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

function servicesOf({ run: { planned }, stage, task }: Work, control: ControlBlock, services: ThreadServices): StageServices {
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
