import { expect, test } from 'vitest';
import { decodePlain, encodePlain } from '../../core/plain-bytes.js';

test('gives plain data back with its typed arrays', () => {
  const value = {
    name: 'Zoë',
    none: null,
    list: [1, 'two', { three: Int32Array.of(1, -2, 3) }],
    float: Float32Array.of(0.5, NaN),
    bytes: Uint8Array.of(1, 2, 3),
    empty: new Float64Array(),
    view: new Uint32Array(Uint32Array.of(1, 2, 3, 4).buffer, 4, 2),
  };
  expect(decodePlain(encodePlain(value))).toEqual(value);
});

test('reads a Buffer that is part of a larger one, as small files come', () => {
  const value = { numbers: Float64Array.of(1, 2, 3), codes: Int32Array.of(4, 5) };
  const bytes = encodePlain(value);
  const larger = Buffer.alloc(bytes.length + 24);
  larger.set(bytes, 12);
  expect(decodePlain(larger.subarray(12, 12 + bytes.length))).toEqual(value);
});
