import { randomBytes } from 'node:crypto';
import { isMainThread } from 'node:worker_threads';
import type { Span, SpanContext } from '@opentelemetry/api';
import { KeptSpans, readableSpan, type SentSpan } from './sent-span.js';

/** Spans of a thread: kept for the main thread, which sends them. */
export interface Tracing {
  /** Makes a span with an id that others know already. */
  spanWith(id: SpanContext, start: () => Span): Span;
  /** In a compute thread: what ended since the last time. */
  take(): readonly SentSpan[];
  /** In the main thread: sends what a thread has made. */
  forward(spans: readonly SentSpan[]): void;
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the standard variables ask for traces: by an address, or by the exporter's name. */
export function wantsTraces(env: Environment): boolean {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = env;
  if (OTEL_SDK_DISABLED === 'true' || OTEL_TRACES_EXPORTER === 'none') return false;
  return [OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT].some(
    (value) => value !== undefined && value !== '',
  );
}

let started: Promise<Tracing> | undefined;

/** Once a thread, by the standard variables `OTEL_*`; undefined, with nothing loaded, when they ask for no traces. */
export function startTracing(env: Environment = process.env): Promise<Tracing> | undefined {
  if (wantsTraces(env)) started ??= start();
  return started;
}

async function start(): Promise<Tracing> {
  const [
    { NodeTracerProvider, BatchSpanProcessor },
    { OTLPTraceExporter },
    { defaultResource, detectResources, envDetector, resourceFromAttributes },
  ] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const ids = new GivenIds();
  const kept = new KeptSpans();
  const sender = isMainThread ? new BatchSpanProcessor(new OTLPTraceExporter()) : null;
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'leat' }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new NodeTracerProvider({ idGenerator: ids, resource, spanProcessors: [sender ?? kept] });
  provider.register();
  return {
    spanWith: (id, make) => ids.during(id, make),
    take: () => kept.take(),
    forward: (spans) => {
      for (const span of spans) sender?.onEnd(readableSpan(span, resource));
    },
    stop: () => provider.shutdown(),
  };
}

/** Random ids, but for spans whose id follows from their name. */
class GivenIds {
  #given: SpanContext | undefined;

  during<T>(id: SpanContext, make: () => T): T {
    this.#given = id;
    try {
      return make();
    } finally {
      this.#given = undefined;
    }
  }

  generateTraceId = (): string => this.#given?.traceId ?? randomBytes(16).toString('hex');
  generateSpanId = (): string => this.#given?.spanId ?? randomBytes(8).toString('hex');
}
