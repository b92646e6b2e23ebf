import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { startServing, type Serving } from '../support/serving.js';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  readonly actor?: string;
  readonly requestId: string;
}

async function serve(): Promise<{ serving: Serving; lines: () => Line[]; text: () => string }> {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  const serving = await startServing({ requireKeys: true, log: pino({ level: 'info' }, stream) });
  onTestFinished(() => serving.stop());
  const text = (): string => written.join('');
  const lines = (): Line[] =>
    text()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line)
      .filter(({ msg }) => msg === 'request');
  return { serving, lines, text };
}

test('writes down who asked for what, and what came of it, without what queries and headers say', async () => {
  const { serving, lines, text } = await serve();
  const key = await serving.createKey({ role: 'viewer' });
  const headers = { authorization: `Bearer ${key}`, 'x-request-id': 'asked-1' };
  await serving.get('/api/v1/models?token=hidden', headers);
  await serving.get('/api/v1/models');
  await expect.poll(() => lines().length).toBe(2);
  const [known, unknown] = lines();
  expect(known).toMatchObject({ method: 'GET', path: '/api/v1/models', requestId: 'asked-1', actor: `key test (${key.slice(5, 13)})` });
  expect([known?.level, typeof known?.ms]).toEqual([30, 'number']);
  expect([unknown?.status, unknown?.actor]).toEqual([401, undefined]);
  for (const hidden of ['hidden', key.slice(14)]) expect(text()).not.toContain(hidden);
});

test('leaves out predictions and probes, of which there are many, unless they are asked for', async () => {
  const { serving, lines } = await serve();
  const headers = { authorization: `Bearer ${await serving.createKey({ role: 'viewer' })}` };
  for (const path of ['/healthz', '/v2/health/live', '/metrics']) await serving.get(path, headers);
  await serving.post('/api/v1/models/none/predict', { rows: [{ x: 1 }] }, headers);
  await serving.get('/api/v1/models', headers);
  await expect.poll(() => lines().length).toBe(1);
});
