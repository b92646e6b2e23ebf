import { expect, test } from 'vitest';
import { compareJson } from '../../core/compare-json.js';

test('names the place of every difference, as deep down as there is one', () => {
  const before = { rows: 3, trainer: { depth: 3, layers: [8, 4] }, gone: null };
  const after = { rows: 3, trainer: { depth: 5, layers: [8] }, come: true };
  expect(compareJson(before, after)).toEqual([
    { path: 'trainer.depth', before: 3, after: 5 },
    { path: 'trainer.layers[1]', before: 4 },
    { path: 'gone', before: null },
    { path: 'come', after: true },
  ]);
});

test.each([
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
  [undefined, undefined],
])('finds none between %j and %j', (before, after) => {
  expect(compareJson(before, after)).toEqual([]);
});

test('tells another kind of value as a whole', () => {
  expect(compareJson({ source: { path: 'a.csv' } }, { source: ['a.csv'] })).toEqual([
    { path: 'source', before: { path: 'a.csv' }, after: ['a.csv'] },
  ]);
});
