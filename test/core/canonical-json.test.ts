import { expect, test } from 'vitest';
import { canonicalJson } from '../../core/canonical-json.js';
import { expectRefusal } from '../support/expect-refusal.js';

test('sorts keys at every depth and leaves lists in order', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
});

test('sorts keys by UTF-16 code units, and keys like numbers as texts', () => {
  expect(canonicalJson({ '\u20ac': 1, '10': 2, '9': 3, b: 4, A: 5 })).toBe('{"10":2,"9":3,"A":5,"b":4,"\u20ac":1}');
});

test('writes numbers as RFC 8785 has them', () => {
  // Its appendix B.
  expect(canonicalJson([333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0])).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,0]');
});

test('keeps a key named __proto__', () => {
  expect(canonicalJson(JSON.parse('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}');
});

test('takes an object twice that is not its own parent', () => {
  const shared = { a: 1 };
  expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
});

test.for([
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  [undefined, 'undefined'],
  [() => 1, 'a function'],
  [10n, 'a bigint'],
  [Symbol('s'), 'a symbol'],
  [new Date(0), 'an instance of Date'],
  [new Map(), 'an instance of Map'],
  [Float64Array.of(1), 'an instance of Float64Array'],
] as const)('refuses %s, naming its place', ([value, received]) => {
  expectRefusal(
    () => canonicalJson({ list: [1, { value }] }),
    'JSON_UNREPRESENTABLE',
    `$.list[1].value: expected a JSON value, got ${received}`,
  );
});

test('refuses a hole in a list', () => {
  expectRefusal(() => canonicalJson(new Array<number>(3)), 'JSON_UNREPRESENTABLE', '$[0]');
});

test('refuses a circle', () => {
  const parent: Record<string, unknown> = {};
  parent['child'] = { parent };
  expectRefusal(
    () => canonicalJson(parent),
    'JSON_UNREPRESENTABLE',
    '$.child.parent: expected a JSON value, got a reference to one of its own parents',
  );
});
