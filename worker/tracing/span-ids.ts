import { createHash } from 'node:crypto';
import type { SpanContext } from '@opentelemetry/api';

/** Sampled: whoever collects decides what to keep. */
const SAMPLED = 1;

/**
 * The context of a span of a run, or of one of its stages. It follows from their names, so that activities of any
 * worker know their parent without a word from the workflow, and a lost worker breaks no trace.
 *
 * @param runId - A UUID: without its dashes it is the id of the trace.
 */
export function spanContextOf(runId: string, stage?: string): SpanContext {
  const spanId = createHash('sha256')
    .update(stage === undefined ? runId : `${runId}/${stage}`)
    .digest('hex')
    .slice(0, 16);
  return { traceId: runId.replaceAll('-', ''), spanId, traceFlags: SAMPLED, isRemote: true };
}
