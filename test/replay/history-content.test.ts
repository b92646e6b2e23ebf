import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readHistories } from './history-files.js';
import { ROW_WORD } from './scenarios.js';

/** The bytes of every payload of a history, as they are kept by Temporal. */
function* payloadsOf(value: unknown): Generator<{ readonly data: Buffer; readonly encoding: string }> {
  if (typeof value !== 'object' || value === null) return;
  const { data, metadata } = value as { data?: unknown; metadata?: { encoding?: unknown } };
  if (typeof data === 'string' && typeof metadata?.encoding === 'string') {
    yield { data: Buffer.from(data, 'base64'), encoding: Buffer.from(metadata.encoding, 'base64').toString() };
  } else for (const inner of Object.values(value)) yield* payloadsOf(inner);
}

const payloads = readHistories().flatMap(({ name, history }) => [...payloadsOf(history)].map((payload) => ({ name, ...payload })));

test('keeps rows out of histories', () => {
  const read = ({ data, encoding }: (typeof payloads)[number]): string => (encoding === 'binary/gzip' ? gunzipSync(data) : data).toString();
  expect(payloads.some((payload) => read(payload).includes('rows.csv') || read(payload).includes('sha256:'))).toBe(true);
  expect(payloads.filter((payload) => read(payload).includes(ROW_WORD)).map(({ name }) => name)).toEqual([]);
});

test('keeps every payload below the 256 KiB at which Temporal warns', () => {
  expect(payloads.length).toBeGreaterThan(1_000);
  expect(payloads.filter(({ data }) => data.length > 256 * 1024).map(({ name }) => name)).toEqual([]);
});
