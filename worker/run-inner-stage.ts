import type { StageDeclaration } from '../core/pipeline/define-stage.js';
import type { PlannedStage } from '../core/pipeline/plan.js';
import type { StageResult } from '../core/pipeline/run-schedule.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import type { StageOutputs } from '../stores/metadata/metadata-store.js';
import type { ControlBlock } from './control-block.js';
import type { LoadedRun } from './planned-run.js';
import { attemptWork } from './run-stage.js';
import { stageKey } from './stage-code.js';
import type { StageTask } from './stage-task.js';
import type { ThreadServices } from './thread-services.js';

/** A stage that another one consists of: recorded under it like an item, with a cache key of its own. */
export interface InnerStage {
  /** `tune/17` */
  readonly name: string;
  readonly declaration: StageDeclaration;
  readonly params: unknown;
  /** By input name: all are of the kind that the declaration has. */
  readonly inputs: Readonly<Record<string, string>>;
}

export interface InnerJob {
  readonly run: LoadedRun;
  /** The stage that it is part of. */
  readonly outer: PlannedStage;
  readonly task: StageTask;
  readonly attempt: number;
  readonly worker: string;
}

/**
 * Adopts what any run has computed of an inner stage, or runs it.
 *
 * @returns Digests by output name.
 * @throws AttemptFailure
 */
export async function runInnerStage(
  inner: InnerStage,
  { run, outer, task, attempt, worker }: InnerJob,
  { control, services }: { control: ControlBlock; services: ThreadServices },
): Promise<StageResult['outputs']> {
  const stage = plannedAs(outer, inner);
  const adopted = stage.policy.cache ? await adopt(stage, { run, inner, task }, services) : undefined;
  if (adopted !== undefined) return adopted;
  const inputs = Object.entries(inner.inputs).map(
    ([name, digest]) => [name, { kind: kindOf(inner, name), digest: requireDigest(digest) }] as const,
  );
  const key = { runId: task.runId, name: inner.name, attempt: (task.triesBefore ?? 0) + attempt };
  const work = { run, stage, task, key, worker, parent: outer.name, digests: inner.inputs, inputs: Object.fromEntries(inputs) };
  return (await attemptWork(work, control, services)).outputs;
}

async function adopt(
  stage: PlannedStage,
  { run: { planned }, inner, task }: { run: LoadedRun; inner: InnerStage; task: StageTask },
  services: ThreadServices,
): Promise<StageResult['outputs'] | undefined> {
  const { metadata, artifacts } = services;
  const { whole } = await stageKey({ planned, stage, inputs: inner.inputs, runId: task.runId }, services);
  const record = (await metadata.findCompleted([whole])).get(whole);
  if (record === undefined) return undefined;
  const digests = Object.values(record.outputs).map(({ digest }) => digest);
  if (!(await Promise.all(digests.map((digest) => artifacts.touch(digest)))).every(Boolean)) return undefined;
  const { outputs, figures, adoptedFrom, runId } = record;
  // A search may come to the same choice twice: the second trial is recorded too.
  if (runId !== task.runId || record.name !== inner.name) {
    const facts = { stage: stage.stage, cacheKey: whole, adoptedFrom: adoptedFrom ?? runId, outputs, figures, parent: stage.name };
    await metadata.adopt(task.runId, [{ name: inner.name, ...facts }]);
  }
  return digestsOf(outputs);
}

function plannedAs({ execution: _execution, ...outer }: PlannedStage, { declaration, params }: InnerStage): PlannedStage {
  return {
    ...outer,
    stage: declaration.name,
    version: declaration.version,
    outputs: declaration.outputs,
    params: JSON.parse(JSON.stringify(params)) as PlannedStage['params'], // JSON.parse gives JSON
  };
}

function kindOf({ declaration }: InnerStage, input: string): 'table' | 'report' {
  return declaration.inputs[input] === 'table' ? 'table' : 'report'; // inner stages take no others
}

function digestsOf(outputs: StageOutputs): StageResult['outputs'] {
  return Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest]));
}
