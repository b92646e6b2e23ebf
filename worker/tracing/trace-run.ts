import { context, ROOT_CONTEXT, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import type { RunRecord, StageRecord } from '../../stores/metadata/metadata-store.js';
import { callerOf, spanContextOf, type TracedRun } from './span-ids.js';
import { startTracing } from './start-tracing.js';

/**
 * Makes the spans of a run that has ended and of its stages from what is recorded of them: a workflow can send none.
 *
 * @param traceparent - Of the caller that the run's span is below.
 */
export async function traceRun(
  run: RunRecord,
  stages: readonly StageRecord[],
  { traceparent }: Pick<TracedRun, 'traceparent'>,
): Promise<void> {
  const tracing = await startTracing();
  if (tracing === undefined) return;
  const traced = { runId: run.id, traceparent };
  const caller = callerOf(traced);
  const aboveRun = caller === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller);
  const aboveStage = trace.setSpanContext(ROOT_CONTEXT, spanContextOf(traced));
  const emit = ({ name, stage, from, to, attributes, error }: SpanOfRecord): void => {
    const parent = stage === undefined ? aboveRun : aboveStage;
    const start = () => trace.getTracer('leat').startSpan(name, { startTime: from, attributes }, parent);
    const span = tracing.spanWith(spanContextOf(traced, stage), () => context.with(parent, start));
    if (error !== null) span.setAttribute('leat.code', error.code).setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    span.end(to);
  };
  const endedAt = run.endedAt ?? new Date();
  const { pipeline, requestId } = run;
  const request = requestId === null ? {} : { 'leat.request_id': requestId };
  emit({
    name: `run ${pipeline}`,
    from: run.startedAt,
    to: endedAt,
    attributes: { 'leat.run': run.id, 'leat.pipeline': pipeline, 'leat.state': run.state, ...request },
    error: run.error,
  });
  for (const { name, stage, state, attempts, startedAt, endedAt: stageEnd, error } of stages) {
    const from = startedAt ?? run.startedAt; // adopted when the run was planned
    const attributes = { 'leat.run': run.id, 'leat.stage': name, 'leat.stage.kind': stage, 'leat.state': state, 'leat.attempts': attempts };
    emit({ name: `stage ${name}`, stage: name, from, to: stageEnd ?? from, attributes, error });
  }
}

interface SpanOfRecord {
  readonly name: string;
  /** Left out for the run itself. */
  readonly stage?: string;
  readonly from: Date;
  readonly to: Date;
  readonly attributes: Attributes;
  readonly error: { readonly code: string; readonly message: string } | null;
}
