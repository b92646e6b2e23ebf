import { LeatError } from '../core/errors.js';
import { kindOfItem } from '../core/pipeline/kinds.js';
import type { StageResult } from '../core/pipeline/run-schedule.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import { saveList } from '../stores/artifacts/lists.js';
import type { AdoptedStage, ArtifactReference, StageRecord } from '../stores/metadata/metadata-store.js';
import type { OpenedMap } from './engine-activities.js';
import { itemsOf, mapOf, type Item } from './items.js';
import { loadPlannedRun, type LoadedRun } from './planned-run.js';
import { attemptKey, recordFailure } from './record-failure.js';
import { referencesOf } from './run-stage.js';
import { stageKey } from './stage-code.js';
import type { StageTask } from './stage-task.js';
import type { ThreadServices } from './thread-services.js';

export interface MapJob {
  readonly task: StageTask;
  readonly worker: string;
}

/** Begins a mapped stage: records it, counts its items, and adopts those that any run has computed before. */
export async function openMap({ task, worker }: MapJob, services: ThreadServices): Promise<OpenedMap> {
  const run = await loadPlannedRun(task.plan, services.artifacts);
  const stage = run.stage(task.name);
  const { whole } = await stageKey({ planned: run.planned, stage, inputs: task.inputs, runId: task.runId }, services);
  const key = attemptKey({ task, attempt: 1 }, stage);
  await services.metadata.beginAttempt(key, { stage: stage.stage, cacheKey: whole, worker, plan: requireDigest(task.plan) });
  const { count, item } = await itemsOf({ run, task }, services);
  if (stage.policy.cache) await adoptItems({ run, task, items: Array.from({ length: count }, (_, index) => item(index)) }, services);
  return { items: count };
}

async function adoptItems(
  { run, task, items }: { run: LoadedRun; task: StageTask; items: readonly Item[] },
  { ...services }: ThreadServices,
): Promise<void> {
  const keys: string[] = [];
  for (const { stage, digests } of items) {
    keys.push((await stageKey({ planned: run.planned, stage, inputs: digests, runId: task.runId }, services)).whole);
  }
  const known = await services.metadata.findCompleted(keys);
  const adopted = items.flatMap(({ name }, index): AdoptedStage[] => {
    const cacheKey = keys[index] ?? '';
    const record = known.get(cacheKey);
    if (record === undefined || record.runId === task.runId) return [];
    const { stage, outputs, figures } = record;
    return [{ name, stage, cacheKey, adoptedFrom: record.adoptedFrom ?? record.runId, outputs, figures, parent: task.name }];
  });
  const stored = await Promise.all(adopted.map(({ outputs }) => areStored(Object.values(outputs), services)));
  await services.metadata.adopt(
    task.runId,
    adopted.filter((_, index) => stored[index] === true),
  );
}

async function areStored(outputs: readonly ArtifactReference[], { artifacts }: ThreadServices): Promise<boolean> {
  return (await Promise.all(outputs.map(({ digest }) => artifacts.has(digest)))).every(Boolean);
}

/**
 * Joins what the items made into one list an output, in their order.
 *
 * @throws AttemptFailure `MAP_FAILED` when more items failed than the author allows.
 */
export async function closeMap({ task }: MapJob, services: ThreadServices): Promise<StageResult> {
  const run = await loadPlannedRun(task.plan, services.artifacts);
  const stage = run.stage(task.name);
  const key = attemptKey({ task, attempt: 1 }, stage);
  const { count, item } = await itemsOf({ run, task }, services);
  const records = new Map((await services.metadata.items(task.runId, task.name)).map((record) => [record.name, record]));
  const items = Array.from({ length: count }, (_, index) => records.get(item(index).name));
  const failed = items.filter((record) => !isDone(record));
  if (failed.length > mapOf(stage).allow * count) {
    throw await recordFailure({ task, stage, key, error: tooManyFailed(task.name, failed, count) }, services);
  }
  const outputs: Record<string, ArtifactReference> = {};
  for (const [name, kind] of Object.entries(stage.outputs)) {
    const digests = items.map((record) => (isDone(record) ? (record.outputs[name]?.digest ?? null) : null));
    outputs[name] = await saveList(services.artifacts, kindOfItem(kind), digests);
  }
  const cached = items.filter((record) => record?.state === 'cached').length;
  const figures = { items: count, ...(failed.length === 0 ? {} : { failed: failed.length }), ...(cached === 0 ? {} : { cached }) };
  const inputs = Object.values(referencesOf(run, stage, task)).flat();
  await services.metadata.completeAttempt(key, { inputs, outputs, figures });
  return { outputs: Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest])), figures };
}

function isDone(record: StageRecord | undefined): record is StageRecord {
  return record?.state === 'completed' || record?.state === 'cached';
}

function tooManyFailed(name: string, failed: readonly (StageRecord | undefined)[], count: number): LeatError {
  const [first] = failed;
  const reason =
    first?.error === undefined || first.error === null ? '' : `; the first, "${first.name}": ${first.error.code}: ${first.error.message}`;
  const message = `stage "${name}": ${String(failed.length)} of ${String(count)} items failed${reason}`;
  return new LeatError('MAP_FAILED', message, { details: { failed: failed.length, items: count } });
}
