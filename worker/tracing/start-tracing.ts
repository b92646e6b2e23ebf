import { randomBytes } from 'node:crypto';
import { isMainThread, parentPort } from 'node:worker_threads';
import type { Span, SpanContext } from '@opentelemetry/api';
import { chooseExporter } from './choose-exporter.js';
import { PostedSpans, readableSpan, type SentSpan } from './sent-span.js';

/** Spans of a thread: the main thread sends them, others hand theirs over to it. */
export interface Tracing {
  /** Makes a span with an id that others know already. */
  spanWith(id: SpanContext, start: () => Span): Span;
  /** In the main thread: sends what a thread has made. */
  forward(span: SentSpan): void;
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the standard variables ask for traces: by an address, or by the exporter's name. */
function wantsTraces(env: Environment): boolean {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = env;
  if (OTEL_SDK_DISABLED === 'true' || OTEL_TRACES_EXPORTER === 'none') return false;
  return [OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT].some(
    (value) => value !== undefined && value !== '',
  );
}

/** Looked at once: every stage asks, and reading a variable takes a microsecond. */
const isWanted = wantsTraces(process.env);

let started: Promise<Tracing> | undefined;

/**
 * Once a thread, by the standard variables `OTEL_*`; undefined, with nothing loaded, when they ask for no traces.
 *
 * @throws LeatError `CONFIG_INVALID` for a protocol that is not spoken.
 */
export function startTracing(): Promise<Tracing> | undefined {
  if (isWanted) started ??= start(process.env);
  return started;
}

async function start(env: Environment): Promise<Tracing> {
  const [{ NodeTracerProvider, BatchSpanProcessor }, { defaultResource, detectResources, envDetector, resourceFromAttributes }] =
    await Promise.all([import('@opentelemetry/sdk-trace-node'), import('@opentelemetry/resources')]);
  const ids = new GivenIds();
  const sender = isMainThread ? new BatchSpanProcessor(await chooseExporter(env)) : null;
  const poster = new PostedSpans((message) => parentPort?.postMessage(message));
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'leat' }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new NodeTracerProvider({ idGenerator: ids, resource, spanProcessors: [sender ?? poster] });
  provider.register();
  return {
    spanWith: (id, make) => ids.during(id, make),
    forward: (span) => {
      sender?.onEnd(readableSpan(span, resource));
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
