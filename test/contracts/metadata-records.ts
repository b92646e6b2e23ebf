import type { Digest } from '../../stores/artifacts/artifact-store.js';
import type { ArtifactReference, AttemptKey, MetadataStore } from '../../stores/metadata/metadata-store.js';

export type Open = () => Promise<MetadataStore>;

/** A digest that can be told by eye. */
export const digest = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
export const table = (letter: string): ArtifactReference => ({ kind: 'table', digest: digest(letter) });
export const key = (changes: Partial<AttemptKey> = {}): AttemptKey => ({ runId: 'run-1', name: 'split', attempt: 1, ...changes });
export const facts = { stage: 'split', cacheKey: 'key-1', worker: 'worker-1' };
export const result = { inputs: [table('a')], outputs: { train: table('b'), test: table('c') }, figures: { rows: 3 } };
export const failure = { code: 'STAGE_FAILED', message: 'no luck' };

/** What is recorded of a run that a person started, and said nothing of. */
export const byHand = { schedule: null, window: null, parentRun: null, requestId: null, tags: {}, note: null };

export const run = (id: string, changes: { pipeline?: string; startedAt?: string } = {}) => ({
  id,
  workflowId: `workflow-of-${id}`,
  pipeline: changes.pipeline ?? 'penguins',
  params: { testFraction: 0.2, note: 'a\u0000b' }, // a character that PostgreSQL's text cannot hold
  seed: 9007199254740991,
  plan: digest('f'),
  resumedFrom: null,
  startedAt: new Date(changes.startedAt ?? '2026-01-02T03:04:05.678Z'),
});
