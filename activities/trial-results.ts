import type { TrialResult } from '../core/model/trial.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { readDocument } from '../stores/artifacts/documents.js';
import type { MetadataStore, StageRecord } from '../stores/metadata/metadata-store.js';

/** A trial as it is recorded: its result, and when it ran; null where another run's result was adopted. */
export interface RecordedTrial {
  readonly result: TrialResult;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** Results never change: those that a thread has read are kept, so that a suggestion costs no reading. */
const kept = new Map<string, TrialResult>();
const MOST_KEPT = 20_000;

/** A search of a stage in a run: the one that its result comes from, or one within an outer fold. */
export interface SearchPlace {
  readonly runId: string;
  readonly stage: string;
  /** Number of the outer fold that it is made within. */
  readonly outer?: number | undefined;
}

/** Under which name the records of a search stand: of a trial `tune/17`, or `tune/outer-2/17`. */
export function recordName({ stage, outer }: Pick<SearchPlace, 'stage' | 'outer'>, of: number | 'folds' | 'score'): string {
  return [stage, ...(outer === undefined ? [] : [`outer-${String(outer)}`]), String(of)].join('/');
}

/** The trials of a search that have ended, by their numbers and in their order. */
export async function readTrials(
  { runId, ...search }: SearchPlace,
  { metadata, artifacts }: { metadata: MetadataStore; artifacts: ArtifactStore },
): Promise<Map<number, RecordedTrial>> {
  const trials: [number, RecordedTrial][] = [];
  for (const record of await metadata.items(runId, search.stage)) {
    const number = Number(record.name.slice(record.name.lastIndexOf('/') + 1));
    const digest = record.outputs['result']?.digest;
    if (digest === undefined || !Number.isInteger(number) || record.name !== recordName(search, number) || !isDone(record)) continue;
    const { startedAt, endedAt } = record;
    trials.push([number, { result: await readResult(digest, artifacts), startedAt, endedAt }]);
  }
  return new Map(trials.sort(([one], [other]) => one - other));
}

export async function readResult(digest: string, artifacts: ArtifactStore): Promise<TrialResult> {
  const known = kept.get(digest);
  if (known !== undefined) return known;
  const result = (await readDocument(artifacts, digest)) as TrialResult; // what the stage "trial" makes
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(digest, result);
  return result;
}

function isDone({ state }: StageRecord): boolean {
  return state === 'completed' || state === 'cached';
}
