import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { feedsOf } from '../../../core/model/feeds.js';
import { rowsSchema } from '../../../core/model/rows-schema.js';
import type { Signature } from '../../../core/model/signature.js';
import { tableFromRows } from '../../../core/table/from-rows.js';

const signature: Signature = {
  task: 'regression',
  target: 'price',
  inputs: [
    { name: 'area', type: 'number', minimum: 20, maximum: 300 },
    { name: 'rooms', type: 'integer' },
    { name: 'lift', type: 'boolean' },
    { name: 'built', type: 'timestamp' },
    { name: 'street', type: 'string', categories: ['Elm', 'Oak'] },
    { name: 'zone', type: 'string', categories: ['A', 'B'], closed: true },
  ],
};

const validate = new Ajv2020().compile(rowsSchema(signature, 'Rows of prices:1'));

function isTaken(row: Record<string, unknown>): boolean {
  try {
    feedsOf(signature, tableFromRows([row], signature.inputs), { unknown: 'refuse' });
    return true;
  } catch {
    return false;
  }
}

test.each([
  {},
  { area: 5e9, rooms: 3, lift: true, built: '1990-05-01', street: 'unheard of', zone: 'A' },
  { area: null, rooms: null, lift: null, built: null, street: null, zone: null },
  { area: '', rooms: '', lift: '', built: '', street: '', zone: '' },
  { lift: 1 },
  { lift: 0 },
  { lift: 2 },
  { lift: 'true' },
  { area: '5' },
  { area: true },
  { area: [5] },
  { area: { value: 5 } },
  { rooms: 1.5 },
  { rooms: 2 ** 53 - 1 },
  { rooms: 2 ** 53 },
  { built: '1990-05-01T12:00:00Z' },
  { built: '1990-05-01 12:00+02:00' },
  { built: 'May 1990' },
  { built: 641_520_000_000 },
  { built: false },
  { street: 5 },
  { zone: 'C' },
  { garden: true },
])('allows and refuses as prediction does: %j', (row) => {
  expect(validate({ rows: [row] })).toBe(isTaken(row));
});

test('asks for rows, and nothing else', () => {
  expect(validate({})).toBe(false);
  expect(validate({ rows: [] })).toBe(false);
  expect(validate({ rows: [{}], more: 1 })).toBe(false);
});

test('tells what training saw', () => {
  const { properties } = rowsSchema(signature, 'Rows') as { properties: { rows: { items: { properties: Record<string, unknown> } } } };
  const columns = properties.rows.items.properties;
  expect(columns['area']).toMatchObject({ description: 'seen in training: 20 to 300' });
  expect(columns['street']).toMatchObject({ examples: ['Elm', 'Oak'] });
  expect(columns['zone']).toMatchObject({ anyOf: [{ enum: ['A', 'B'] }, {}] });
});
