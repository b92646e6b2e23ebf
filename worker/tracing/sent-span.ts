import type { SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** A span that has ended, as plain data: what crosses from a thread to the main thread. */
export interface SentSpan extends Pick<
  ReadableSpan,
  'name' | 'kind' | 'startTime' | 'endTime' | 'duration' | 'status' | 'attributes' | 'events' | 'links'
> {
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
}

/** Keeps what ended until it is taken. A compute thread stands still between two jobs, so it cannot send by itself. */
export class KeptSpans implements SpanProcessor {
  #spans: SentSpan[] = [];

  onStart(): void {
    // Only an end is worth sending.
  }

  onEnd(span: ReadableSpan): void {
    const { name, kind, startTime, endTime, duration, status, attributes, events, links } = span;
    this.#spans.push({
      name,
      kind,
      startTime,
      endTime,
      duration,
      status,
      attributes,
      events,
      links,
      context: { ...span.spanContext() },
      parent: span.parentSpanContext,
    });
  }

  take(): readonly SentSpan[] {
    const spans = this.#spans;
    this.#spans = [];
    return spans;
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** The span in the form that exporters read. */
export function readableSpan({ context, parent, ...span }: SentSpan, resource: ReadableSpan['resource']): ReadableSpan {
  return {
    ...span,
    ...(parent === undefined ? {} : { parentSpanContext: parent }),
    spanContext: () => context,
    ended: true,
    resource,
    instrumentationScope: { name: 'leat' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
