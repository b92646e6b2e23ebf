import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '../core/canonical-json.js';
import { LeatError } from '../core/errors.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import type { StartRecord } from '../stores/metadata/trigger-store.js';
import type { StartOptions } from './runs.js';
import type { RunAddress } from './run-address.js';

/** How long the same key gives the same run. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** Who asks, and by which word he would ask again. */
export interface StartKey {
  /** Keys of different callers are different keys. */
  readonly caller: string;
  readonly key: string;
}

interface StartTools {
  readonly metadata: MetadataStore;
  start(pipeline: string, request: StartOptions, workflowId: string): Promise<RunAddress>;
}

/**
 * Starts a run that is written down first: whoever asks again by the same key, also after a crash in between, starts the
 * workflow of the same name, which Temporal has only once.
 *
 * @throws LeatError `IDEMPOTENCY_KEY_REUSED` when something else was asked for by the key, `TEMPORAL_UNREACHABLE`
 */
export async function startOnce(
  pipeline: string,
  { request, key }: { request: StartOptions; key: StartKey | null },
  { metadata, start }: StartTools,
): Promise<RunAddress> {
  const now = new Date();
  const id = key === null ? randomUUID() : digestOf(`${key.caller}\n${pipeline}\n${key.key}`);
  // What differs from try to try is no part of what is asked for.
  const { requestId: _requestId, traceparent: _traceparent, ...asked } = request;
  const fingerprint = digestOf(canonicalJson({ pipeline, ...asked }));
  const reserved = await metadata.reserveStart(
    {
      id,
      // With the time: the same key is another one a day later.
      workflowId: `leat-${pipeline}-${id.slice(0, 32)}-${now.getTime().toString(36)}`,
      pipeline,
      request: fingerprint,
      requestedAt: now,
    },
    new Date(now.getTime() - KEPT_MS),
  );
  if (reserved.request !== fingerprint) throw reused(key, reserved);
  if (reserved.runId !== null) return { runId: reserved.runId, workflowId: reserved.workflowId };
  const address = await start(pipeline, request, reserved.workflowId);
  await metadata.noteStarted(id, address.runId);
  return address;
}

function reused(key: StartKey | null, { runId, requestedAt }: StartRecord): LeatError {
  const message =
    `header idempotency-key: expected the request of ${requestedAt.toISOString()} again, got "${key?.key ?? ''}" with another one` +
    (runId === null ? '' : ` (it started run ${runId})`);
  return new LeatError('IDEMPOTENCY_KEY_REUSED', message, { details: { runId } });
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
