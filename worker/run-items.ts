import type { AttemptKey } from '../stores/metadata/metadata-store.js';
import type { ControlBlock } from './control-block.js';
import type { ItemsTask } from './engine-activities.js';
import { itemsOf, type Item } from './items.js';
import { loadPlannedRun, type LoadedRun } from './planned-run.js';
import { AttemptFailure } from './record-failure.js';
import { attemptWork } from './run-stage.js';
import type { ThreadServices } from './thread-services.js';

export interface ItemsJob extends ItemsTask {
  readonly attempt: number;
  readonly worker: string;
}

/**
 * Runs items one after another. Each is recorded as it ends, so a try after a lost worker repeats the one
 * that was in flight, not those before it. Failures that may pass are tried again together, after the others.
 *
 * @throws AttemptFailure the first failure that may pass; one that is final is only recorded.
 */
export async function runItems(job: ItemsJob, control: ControlBlock, services: ThreadServices): Promise<void> {
  const { task, from, to, attempt } = job;
  const run = await loadPlannedRun(task.plan, services.artifacts);
  const { item } = await itemsOf({ run, task }, services);
  const items = Array.from({ length: to - from }, (_, index) => item(from + index));
  const done = await endedItems(job, items, services);
  let passing: AttemptFailure | undefined;
  for (const [index, one] of items.entries()) {
    control.throwIfCancelled();
    control.progress = index / items.length;
    if (done.has(one.name)) continue;
    const key = { runId: task.runId, name: one.name, attempt: (task.triesBefore ?? 0) + attempt };
    const failure = await attemptItem({ run, item: one, key, job }, control, services);
    if (failure?.retryable === true) passing ??= failure;
  }
  if (passing !== undefined) throw passing;
}

async function attemptItem(
  { run, item, key, job: { task, worker } }: { run: LoadedRun; item: Item; key: AttemptKey; job: ItemsJob },
  control: ControlBlock,
  services: ThreadServices,
): Promise<AttemptFailure | undefined> {
  const { stage, digests, inputs } = item;
  const values = await item.values?.();
  const work = { run, stage, task, key, worker, parent: task.name, digests, inputs, ...(values === undefined ? {} : { values }) };
  try {
    await attemptWork(work, control, services);
    return undefined;
  } catch (error) {
    control.throwIfCancelled();
    if (error instanceof AttemptFailure) return error;
    throw error;
  }
}

/** Done, or failed for good since the stage was last begun. */
async function endedItems({ task }: ItemsJob, items: readonly Item[], { metadata }: ThreadServices): Promise<ReadonlySet<string>> {
  const names = items.map(({ name }) => name);
  const ended = (await metadata.items(task.runId, task.name, names)).filter(
    ({ state, attempts }) => state === 'completed' || state === 'cached' || (state === 'failed' && attempts > (task.triesBefore ?? 0)),
  );
  return new Set(ended.map(({ name }) => name));
}
