import { requireDigest } from '../stores/artifacts/digest.js';
import type { NestedRunEnd } from './engine-activities.js';
import { loadPlannedRun } from './planned-run.js';
import { attemptKey } from './record-failure.js';
import type { ThreadServices } from './thread-services.js';

/** A run that was a stage of another is recorded as that stage too: its outputs are those that the plan promised. */
export async function recordNested({ task, result }: NestedRunEnd, { artifacts, metadata }: ThreadServices): Promise<void> {
  const stage = (await loadPlannedRun(task.plan, artifacts)).stage(task.name);
  const key = attemptKey({ task, attempt: 1 }, stage);
  const outputs = Object.entries(result.outputs).map(
    ([name, { kind, digest }]) => [name, { kind, digest: requireDigest(digest) }] as const,
  );
  await metadata.beginAttempt(key, { stage: stage.stage, cacheKey: `run:${task.runId}/${result.runId}`, worker: `run ${result.runId}` });
  await metadata.completeAttempt(key, { inputs: [], outputs: Object.fromEntries(outputs), figures: result.metrics });
}
