import { context, ROOT_CONTEXT, SpanStatusCode, trace, type Attributes, type SpanContext } from '@opentelemetry/api';
import { messageOf } from '../../core/errors.js';
import { startTracing } from './start-tracing.js';

const tracer = trace.getTracer('leat');

/** Does some work as a span; spans that are made meanwhile, also by a user's code, are below it. */
export async function inSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  if (startTracing() === undefined) return work();
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? { 'leat.code': String(error.code) } : {};
      span.setAttributes(code).setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Does some work below a span of another process or thread. */
export function below<T>(parent: SpanContext | undefined, work: () => Promise<T>): Promise<T> {
  return parent === undefined ? work() : context.with(trace.setSpanContext(ROOT_CONTEXT, parent), work);
}

/** Says in the span that is active here why spans below it may be missing. */
export function noteEndedThread(): void {
  trace.getActiveSpan()?.addEvent('the compute thread was ended: spans that were open in it are missing');
}

/** What a thread has to be told to go on below the span that is active here; nothing while nobody traces. */
export function activeSpan(): SpanContext | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? undefined : { ...span };
}
