import { expect, test } from 'vitest';
import { chooseExporter } from '../../../worker/tracing/choose-exporter.js';
import { HttpReceiver } from '../../support/http-receiver.js';
import { expectRejection } from '../../support/expect-refusal.js';

test.each([
  ['protobuf, as the standard has it by itself', undefined, 'application/x-protobuf'],
  ['protobuf', 'http/protobuf', 'application/x-protobuf'],
  ['JSON', 'http/json', 'application/json'],
])('sends spans as %s', async (_what, protocol, type) => {
  const receiver = await HttpReceiver.start(200);
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = new URL(receiver.url).origin;
  const exporter = await chooseExporter({ OTEL_EXPORTER_OTLP_PROTOCOL: protocol });
  const { code } = await new Promise<{ code: number }>((resolve) => {
    exporter.export([], resolve);
  });
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  receiver.end();
  expect(code).toBe(0); // success
  expect(receiver.requests[0]?.headers['content-type']).toBe(type);
});

test('refuses a protocol that it does not speak, by the variable that asks for it', async () => {
  const env = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' };
  await expectRejection(
    chooseExporter(env),
    'CONFIG_INVALID',
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: expected a protocol that Leat speaks, got "grpc"',
  );
});
