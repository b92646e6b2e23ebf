import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { LeatError } from '../../core/errors.js';
import { suggestName } from '../../core/nearest-name.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** By the names that the standard variables have for them; gRPC would bring a second HTTP client for the same spans. */
const exporters: Readonly<Record<string, () => Promise<SpanExporter>>> = {
  'http/protobuf': async () => new (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter(),
  'http/json': async () => new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter(),
};

const variables = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'] as const;

/** @throws LeatError `CONFIG_INVALID` for a protocol that is not spoken. */
export async function chooseExporter(env: Environment): Promise<SpanExporter> {
  const variable = variables.find((name) => env[name] !== undefined && env[name] !== '');
  const protocol = variable === undefined ? 'http/protobuf' : String(env[variable]);
  const open = exporters[protocol];
  if (open !== undefined) return open();
  const known = Object.keys(exporters);
  const message = `environment: ${String(variable)}: expected a protocol that Leat speaks, got "${protocol}"; ${suggestName(protocol, known)}`;
  throw new LeatError('CONFIG_INVALID', message, { details: { variable: String(variable), received: protocol } });
}
