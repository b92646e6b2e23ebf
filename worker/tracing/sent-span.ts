import type { SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** A span that has ended, as plain data: what crosses from a compute thread to the main thread. */
export interface SentSpan extends Pick<
  ReadableSpan,
  'name' | 'kind' | 'startTime' | 'endTime' | 'duration' | 'status' | 'attributes' | 'events' | 'links'
> {
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
}

/** A message of a compute thread. */
export interface SpanMessage {
  readonly span: SentSpan;
}

/**
 * Hands each span over as it ends: a compute thread stands still between two jobs, so it cannot send by itself, and
 * one that is ended amid a job takes nothing of what it has done with it.
 */
export class PostedSpans implements SpanProcessor {
  readonly #post: (message: SpanMessage) => void;

  constructor(post: (message: SpanMessage) => void) {
    this.#post = post;
  }

  onStart(): void {
    // Only an end is worth sending.
  }

  onEnd(span: ReadableSpan): void {
    const { name, kind, startTime, endTime, duration, status, attributes, events, links } = span;
    const ended = { name, kind, startTime, endTime, duration, status, attributes, events, links };
    this.#post({ span: { ...ended, context: { ...span.spanContext() }, parent: span.parentSpanContext } });
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
