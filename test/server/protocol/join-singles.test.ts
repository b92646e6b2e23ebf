import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinSingles } from '../../../server/protocol/join-singles.js';

function read(text: string): (number | null)[] {
  return JSON.parse(`[${text}]`) as (number | null)[]; // numbers and nulls are all it writes
}

test('writes the fewest digits that mean the same single-precision number', () => {
  expect(joinSingles(Float32Array.of(0.1, -0.3, 1234.5, 0.99999994, 9.999999, 0.000123, 7))).toBe(
    '0.1,-0.3,1234.5,0.99999994,9.999999,0.000123,7',
  );
});

test('writes any single-precision number so that it is read back as the same', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1 }), (values) => {
      expect(Float32Array.from(read(joinSingles(values)).map(Number))).toEqual(values.map((value) => value + 0)); // JSON of −0 is 0
    }),
    { numRuns: 1000 },
  );
});

test('writes null for what JSON does not have, and exponents as JavaScript does', () => {
  expect(joinSingles(Float32Array.of(NaN, Infinity, -Infinity, 2 ** -80, 2 ** 80))).toBe(
    `null,null,null,${String(2 ** -80)},${String(2 ** 80)}`,
  );
});

test('writes lists of any length', () => {
  const values = Float32Array.from({ length: 5000 }, (_, index) => index / 7);
  expect(Float32Array.from(read(joinSingles(values)).map(Number))).toEqual(values);
});
