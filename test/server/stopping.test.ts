import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { ModelContent } from '../../core/model/model-card.js';
import { eventually, startServing, type Serving } from '../support/serving.js';
import { heavyModel, scalingModel } from '../support/tiny-models.js';

const predict = '/api/v1/models/scale/predict';

/** A server with a model that is ready. */
async function startReady(model: ModelContent, options: Parameters<typeof startServing>[0]): Promise<Serving> {
  const serving = await startServing(options);
  await serving.deploy('scale', await serving.register('scale', model));
  await eventually(
    () => serving.get('/v2/models/scale/ready'),
    ({ status }) => status === 200,
  );
  return serving;
}

const body = '{"rows":[{"x":1}]}';
const head = `POST ${predict} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${String(body.length)}\r\n\r\n`;

/** A connection of its own with a request on it whose body has only begun. */
async function beginRequest(serving: Serving): Promise<{ socket: Socket; answers: Promise<string> }> {
  const socket = connect(Number(new URL(serving.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(head + body.slice(0, 5));
  await serving.get('/healthz'); // so the server has seen it
  return { socket, answers: text(socket) };
}

test('answers what is under way when it stops, and refuses what comes after it', async () => {
  const serving = await startReady(scalingModel(2), { threads: 1 });
  const { socket, answers } = await beginRequest(serving);
  const stopped = serving.stop();
  socket.write(body.slice(5) + head + body);
  const received = await answers;
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503']);
  expect(received).toContain('retry-after: 1\r\n');
  expect(received).toContain('"code":"SERVER_STOPPING"');
  await stopped;
});

test('cuts off at the deadline whoever is not done', async () => {
  const serving = await startServing({ drainMs: 200 });
  const { answers } = await beginRequest(serving);
  const asked = performance.now();
  await serving.stop();
  expect(performance.now() - asked).toBeGreaterThan(150);
  expect(await answers).not.toContain('200');
});

test('asks to come back when too many inferences wait', async () => {
  const serving = await startReady(heavyModel(20), { threads: 1, maxWaiting: 1 });
  const rows = Array.from({ length: 200 }, () => ({ x: 1 }));
  const responses = await Promise.all(Array.from({ length: 6 }, () => serving.post(predict, { rows })));
  const refused = responses.find(({ status }) => status === 429);
  expect(responses.some(({ status }) => status === 200)).toBe(true);
  expect(refused?.headers.get('retry-after')).toBe('1');
  expect(await refused?.json()).toMatchObject({ code: 'INFERENCE_OVERLOADED', detail: expect.stringContaining('at most 1') as string });
  await serving.stop();
});
