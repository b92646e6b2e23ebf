import { createHash } from 'node:crypto';
import type { SpanContext } from '@opentelemetry/api';
import { parseTraceparent } from '../../core/pipeline/traceparent.js';

/** Sampled: whoever collects decides what to keep. */
const SAMPLED = 1;

/** What the spans of a run follow from. */
export interface TracedRun {
  /** A UUID: without its dashes it is the id of the trace, where no caller has begun one. */
  readonly runId: string;
  readonly traceparent?: string | undefined;
}

/**
 * The context of a span of a run, or of one of its stages. It follows from their names, so that activities of any
 * worker know their parent without asking, and a lost worker breaks no trace.
 */
export function spanContextOf({ runId, traceparent }: TracedRun, stage?: string): SpanContext {
  const spanId = createHash('sha256')
    .update(stage === undefined ? runId : `${runId}/${stage}`)
    .digest('hex')
    .slice(0, 16);
  const { traceId, traceFlags } = parseTraceparent(traceparent) ?? { traceId: runId.replaceAll('-', ''), traceFlags: SAMPLED };
  return { traceId, spanId, traceFlags, isRemote: true };
}

/** The span of the caller that a run's is below, if there is one. */
export function callerOf({ traceparent }: TracedRun): SpanContext | undefined {
  const caller = parseTraceparent(traceparent);
  return caller === undefined ? undefined : { ...caller, isRemote: true };
}
