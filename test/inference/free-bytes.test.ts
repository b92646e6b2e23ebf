import { expect, test } from 'vitest';
import { freeBytes } from '../../inference/free-bytes.js';

test('gives the memory of a large buffer back at once', () => {
  const bytes = new Uint8Array(65_536);
  freeBytes(bytes);
  expect(bytes.buffer.byteLength).toBe(0);
});

test.each([
  ['a part of a buffer', new Uint8Array(65_536).subarray(0, 32_768)],
  ['a few bytes', new Uint8Array(16)],
])('leaves %s as it is', (_, bytes) => {
  const { byteLength } = bytes.buffer;
  freeBytes(bytes);
  expect(bytes.buffer.byteLength).toBe(byteLength);
});
