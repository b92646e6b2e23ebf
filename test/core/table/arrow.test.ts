import { readFile } from 'node:fs/promises';
import { tableFromArrays, tableToIPC, utf8 } from '@uwdata/flechette';
import { expect, test } from 'vitest';
import { decodeTable, encodeTable } from '../../../core/table/arrow.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import { toRows } from '../../../core/table/to-rows.js';

const mixed = Table.of([
  ['mass', numericColumn('number', [3750.5, NaN, -0.25])],
  ['year', numericColumn('integer', [2007, 2008, NaN])],
  ['id', numericColumn('integer', [2 ** 53 - 1, NaN, 1])],
  ['tagged', numericColumn('boolean', [1, 0, NaN])],
  ['seen', numericColumn('timestamp', [Date.UTC(2026, 0, 1), NaN, -1])],
  ['island name', stringColumn(['Biscoe', null, 'Zoë'])],
]);

test('keeps every type, missing values and schema through bytes and back', () => {
  const back = decodeTable(encodeTable(mixed));
  expect(back.schema).toEqual(mixed.schema);
  expect(toRows(back)).toEqual(toRows(mixed));
});

test('gives equal tables equal bytes, decoded ones too', () => {
  const bytes = encodeTable(mixed);
  expect(encodeTable(decodeTable(bytes))).toEqual(bytes);
});

test('gives the same bytes for every bit pattern of a missing number', () => {
  const odd = new Float64Array([1, 2]);
  new DataView(odd.buffer).setBigUint64(8, 0xfff8_0000_0000_0001n, true);
  expect(encodeTable(Table.of([['x', numericColumn('number', odd)]]))).toEqual(
    encodeTable(Table.of([['x', numericColumn('number', [1, NaN])]])),
  );
});

test('keeps a table without rows', () => {
  const empty = mixed.slice(0, 0);
  expect(decodeTable(encodeTable(empty)).schema).toEqual(mixed.schema);
  expect(decodeTable(encodeTable(empty)).rows).toBe(0);
});

test('reads only the columns asked for, in their order', () => {
  expect(decodeTable(encodeTable(mixed), { columns: ['year', 'mass'] }).schema.map(({ name }) => name)).toEqual(['year', 'mass']);
});

test('refuses columns that are not there, all at once', () => {
  expect(() => decodeTable(encodeTable(mixed), { columns: ['sex', 'year', 'age'] })).toThrow(
    expect.objectContaining({ code: 'SCHEMA_COLUMN_MISSING', message: expect.stringContaining('columns "sex", "age"') as unknown }),
  );
});

test('reads bytes that do not start at a multiple of eight', () => {
  const bytes = encodeTable(mixed);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(toRows(decodeTable(shifted.subarray(3)))).toEqual(toRows(mixed));
});

test('refuses truncated bytes', () => {
  const bytes = encodeTable(mixed);
  expect(() => decodeTable(bytes.subarray(0, bytes.length - 200))).toThrow(expect.objectContaining({ code: 'ARROW_INVALID' }));
});

test('refuses bytes that are not Arrow', () => {
  expect(() => decodeTable(new TextEncoder().encode('a,b\n1,2\n'))).toThrow(expect.objectContaining({ code: 'ARROW_INVALID' }));
});

test('reads plain texts, 64-bit integers and several batches of another writer', () => {
  const arrow = tableFromArrays(
    { name: ['a', '', 'b', 'a'], count: new BigInt64Array([1n, 2n, -3n, 4n]) },
    { types: { name: utf8() }, maxBatchRows: 3 },
  );
  const table = decodeTable(tableToIPC(arrow, { format: 'file' }) ?? new Uint8Array());
  expect(toRows(table)).toEqual([
    { name: 'a', count: 1 },
    { name: null, count: 2 },
    { name: 'b', count: -3 },
    { name: 'a', count: 4 },
  ]);
});

test('refuses a 64-bit integer that would lose digits', () => {
  const arrow = tableFromArrays({ id: new BigInt64Array([1n, 2n ** 53n]) });
  expect(() => decodeTable(tableToIPC(arrow, {}) ?? new Uint8Array())).toThrow(
    expect.objectContaining({ code: 'SCHEMA_INTEGER_TOO_LARGE', details: expect.objectContaining({ column: 'id', row: 2 }) as unknown }),
  );
});

test('refuses a nested column by name', () => {
  const arrow = tableFromArrays({ tags: [['a'], ['b']] });
  expect(() => decodeTable(tableToIPC(arrow, {}) ?? new Uint8Array())).toThrow(
    expect.objectContaining({ code: 'SCHEMA_TYPE_UNSUPPORTED', message: expect.stringContaining('"tags"') as unknown }),
  );
});

test('reads flights-200k.arrow as other tools wrote it', async () => {
  const table = decodeTable(await readFile('node_modules/vega-datasets/data/flights-200k.arrow'));
  expect(table.rows).toBe(200_000);
  expect(table.schema).toEqual([
    { name: 'delay', type: 'integer' },
    { name: 'distance', type: 'integer' },
    { name: 'time', type: 'number' },
  ]);
});
