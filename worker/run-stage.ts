import { createTable } from '../stores/artifacts/tables.js';
import { loadInput, saveOutput } from '../stores/artifacts/stage-values.js';
import type { StageServices } from '../activities/define-activity.js';
import { LeatError } from '../core/errors.js';
import type { InputDigests } from '../core/pipeline/cache-key.js';
import { kindOfItem, type Kind, type ListKind } from '../core/pipeline/kinds.js';
import type { PlannedStage } from '../core/pipeline/plan.js';
import type { StageResult } from '../core/pipeline/run-schedule.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import { Random } from '../core/random.js';
import type { Digest } from '../stores/artifacts/artifact-store.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import type { ArtifactReference, AttemptKey, AttemptResult, StageOutputs } from '../stores/metadata/metadata-store.js';
import { AttemptLog } from './attempt-log.js';
import { AttemptRecord } from './attempt-record.js';
import type { ControlBlock } from './control-block.js';
import { loadPlannedRun, type LoadedRun } from './planned-run.js';
import { KeptState } from './kept-state.js';
import { attemptKey, recordFailure } from './record-failure.js';
import { sourceOf, stageCode, stageKey } from './stage-code.js';
import type { StageTask } from './stage-task.js';
import type { ThreadServices } from './thread-services.js';
import { inSpan } from './tracing/in-span.js';

export interface StageJob {
  readonly task: StageTask;
  readonly attempt: number;
  /** Which process runs it, for the record. */
  readonly worker: string;
}

/** One attempt at a stage. */
export async function runStage({ task, attempt, worker }: StageJob, control: ControlBlock, services: ThreadServices): Promise<StageResult> {
  const run = await loadPlannedRun(task.plan, services.artifacts);
  const stage = run.stage(task.name);
  const key = attemptKey({ task, attempt }, stage);
  return attemptWork({ run, stage, task, key, worker, digests: task.inputs, inputs: referencesOf(run, stage, task) }, control, services);
}

/** What one attempt works on: a stage of the plan, or one item of a mapped one. */
export interface Work {
  readonly run: LoadedRun;
  /** For an item: the stage with the item's own parameters. */
  readonly stage: PlannedStage;
  readonly task: StageTask;
  readonly key: AttemptKey;
  readonly worker: string;
  /** The mapped stage whose item it is. */
  readonly parent?: string;
  readonly digests: InputDigests;
  readonly inputs: InputReferences;
  /** For an item that is a part of a table: its value, since no artifact of its own has it. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Loads the inputs, runs the code, saves the outputs, records all of it; what is recorded already is not computed again. */
export async function attemptWork(work: Work, control: ControlBlock, services: ThreadServices): Promise<StageResult> {
  const { run, stage, task, key, worker, parent, digests } = work;
  const { whole } = await stageKey({ planned: run.planned, stage, inputs: digests, runId: task.runId }, services);
  const facts = { stage: stage.stage, cacheKey: whole, worker, plan: requireDigest(task.plan) };
  const record = new AttemptRecord(key, { ...facts, ...(parent === undefined ? {} : { parent }) }, services.metadata);
  if (isBrief(work)) record.beginSoon();
  else {
    const known = await record.begin();
    if (known !== null) return resultOf(known);
  }
  try {
    const { requestId } = task;
    const log = new AttemptLog(key, { ...services, log: requestId === undefined ? services.log : services.log.child({ requestId }) });
    const checkpoint = new KeptState(whole, { ...services, log });
    const { outputs, figures } = await log.during(() => compute({ ...work, checkpoint, log }, control, services));
    const known = await record.complete({ inputs: Object.values(work.inputs).flat(), outputs, figures });
    await checkpoint.remove();
    return resultOf(known ?? { outputs, figures });
  } catch (error) {
    await record.begin().catch(() => undefined); // a store that is away is told of by what fails next
    throw await recordFailure({ task, stage, key, error }, services);
  }
}

/** Light, and nothing can have been recorded of it yet. A stage that waits has one attempt, however often it looks. */
function isBrief({ task, key, stage }: Work): boolean {
  return task.light === true && key.attempt === 1 && stage.execution?.kind !== 'wait';
}

interface WorkAtHand extends Work {
  readonly checkpoint: KeptState;
  readonly log: AttemptLog;
}

export type InputReferences = Readonly<Record<string, Reference | readonly Reference[]>>;

/** What is stored, and as which kind it was declared. */
interface Reference {
  readonly kind: Kind | ListKind;
  readonly digest: Digest;
}

async function compute(
  work: WorkAtHand,
  control: ControlBlock,
  services: ThreadServices,
): Promise<{ outputs: StageOutputs; figures: StageResult['figures'] }> {
  const { run, stage, task } = work;
  const code = await stageCode(run, stage, services);
  const figures: Record<string, number | string> = {};
  const inputs = await inSpan('load', {}, () => loadInputs(work, services));
  const context = contextOf(work, control, figures);
  const pages: Record<string, ArtifactReference> = {};
  const keepPage = async (page: string): Promise<void> => {
    pages['page'] = { kind: 'page', digest: await services.artifacts.put(new TextEncoder().encode(page)) };
  };
  const own = { ...servicesOf(work, control, services), keepPage };
  const values = await inSpan('compute', {}, async () => code.run(inputs, stage.params, context, own));
  control.throwIfCancelled();
  const outputs = { ...(await inSpan('save', {}, () => saveOutputs(stage, values, services))), ...pages };
  services.log.debug({ runId: task.runId, stage: stage.name, figures }, 'stage computed');
  return { outputs, figures };
}

async function saveOutputs(
  stage: PlannedStage,
  values: Readonly<Record<string, unknown>>,
  { artifacts }: ThreadServices,
): Promise<Record<string, ArtifactReference>> {
  const outputs: Record<string, ArtifactReference> = {};
  for (const [name, kind] of Object.entries(itemOutputs(stage))) {
    const value: unknown = values[name];
    if (value === undefined) {
      const got = Object.keys(values).join(', ') || 'nothing';
      throw new LeatError('STAGE_OUTPUT_INVALID', `stage "${stage.name}": expected output "${name}" (${kind}), got ${got}`, {
        details: { stage: stage.name },
      });
    }
    outputs[name] = await saveOutput(artifacts, kind, value as never); // the stage's own type says so; saving checks what it can
  }
  return outputs;
}

async function loadInputs({ inputs, values = {} }: WorkAtHand, { artifacts }: ThreadServices): Promise<Record<string, never>> {
  const loaded: Record<string, unknown> = {};
  for (const [name, wired] of Object.entries(inputs)) {
    loaded[name] = isList(wired) ? await Promise.all(wired.map((one) => loadInput(artifacts, one))) : await loadInput(artifacts, wired);
  }
  return { ...loaded, ...values } as Record<string, never>; // its type is known to the stage alone
}

/** What each run of the stage's code makes: one artifact an output, also where the stage as a whole makes lists. */
function itemOutputs({ outputs }: PlannedStage): Record<string, Kind> {
  return Object.fromEntries(Object.entries(outputs).map(([name, kind]) => [name, kindOfItem(kind)]));
}

/** The digests of a task with the kinds that the plan gives them. */
export function referencesOf(run: LoadedRun, stage: PlannedStage, { inputs }: StageTask): InputReferences {
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
  { run, key, checkpoint, log }: WorkAtHand,
  control: ControlBlock,
  figures: Record<string, number | string>,
): StageContext {
  return {
    random: new Random(`${String(run.planned.seed)}/${key.name}`),
    signal: control,
    log,
    checkpoint,
    progress: (fraction) => {
      control.progress = fraction;
    },
    figure: (name, value) => {
      figures[name] = value;
    },
  };
}

function servicesOf(
  { run: { planned }, stage, task }: WorkAtHand,
  control: ControlBlock,
  services: ThreadServices,
): Omit<StageServices, 'keepPage'> {
  const { artifacts, metadata, graphs, trees } = services;
  return {
    artifacts,
    metadata,
    graphs,
    trees,
    source: { ...sourceOf(services), signal: control },
    run: { id: task.runId, pipeline: planned.plan.pipeline, stage: stage.name, seed: planned.seed },
    decision: task.decision ?? null,
    createTable: (kept) => createTable(artifacts, kept),
  };
}

function resultOf({ outputs, figures }: Pick<AttemptResult, 'outputs' | 'figures'>): StageResult {
  return { outputs: Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest])), figures };
}
