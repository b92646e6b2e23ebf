import { LeatError } from '../core/errors.js';
import type { FoldScores } from '../core/model/candidate.js';
import { hasFailed } from '../core/model/trial.js';
import { summariseFolds } from '../core/tuning/score-on-fold.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import { readResult, recordName } from './trial-results.js';

/** Name of the record of the outer folds of a nested search, prepared to be scored on. */
export function outerFoldsName(stage: string): string {
  return `${stage}/outer`;
}

/**
 * How the search itself did: in every outer fold, what it chose without the held-out rows is scored on them.
 *
 * @returns undefined when the stage made no nested search.
 * @throws LeatError `TUNING_FAILED` when what it chose could not be scored on an outer fold.
 */
export async function readNestedScore(
  { runId, stage }: { runId: string; stage: string },
  { metadata, artifacts }: { metadata: MetadataStore; artifacts: ArtifactStore },
): Promise<FoldScores | undefined> {
  const scores: number[] = [];
  for (let outer = 0; ; outer++) {
    const [record] = await metadata.items(runId, stage, [recordName({ stage, outer }, 'score')]);
    const digest = record?.outputs['result']?.digest;
    if (digest === undefined) return outer === 0 ? undefined : summariseFolds(scores);
    const result = await readResult(digest, artifacts);
    if (hasFailed(result)) {
      const { code, message } = result.error;
      throw new LeatError(
        'TUNING_FAILED',
        `outer fold ${String(outer)}: expected that what was found there can be scored, got ${code}: ${message}`,
      );
    }
    scores.push(result.mean);
  }
}
