import { expect, test } from 'vitest';
import { concatTables } from '../../../core/table/concat.js';
import { tableFromRows } from '../../../core/table/from-rows.js';
import { toRows } from '../../../core/table/to-rows.js';

test('keeps rows in order and merges dictionaries', () => {
  const first = [
    { s: 'b', x: 1.5 },
    { s: null, x: 2.5 },
  ];
  const second = [
    { s: 'a', x: null },
    { s: 'b', x: 0.5 },
  ];
  const all = concatTables([tableFromRows(first), tableFromRows(second)]);
  expect(toRows(all)).toEqual([...first, ...second]);
  expect(all.column('s')).toMatchObject({ dictionary: ['b', 'a'] });
});

test('refuses columns of different types', () => {
  expect(() => concatTables([tableFromRows([{ x: 1 }]), tableFromRows([{ x: 'a' }])])).toThrow(
    expect.objectContaining({
      code: 'SCHEMA_TYPE_MISMATCH',
      message: 'column "x": expected integer as in the first table, got string in table 2',
    }),
  );
});
