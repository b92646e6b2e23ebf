import { expect, test } from 'vitest';
import { tableFromRows } from '../../../core/table/from-rows.js';
import type { Table } from '../../../core/table/table.js';
import { toRows } from '../../../core/table/to-rows.js';
import type { ArtifactStore } from '../../../stores/artifacts/artifact-store.js';
import { saveDocument } from '../../../stores/artifacts/documents.js';
import { FileArtifactStore } from '../../../stores/artifacts/file-artifact-store.js';
import { MemoryArtifactStore } from '../../../stores/artifacts/memory-artifact-store.js';
import { createTable, openTable } from '../../../stores/artifacts/tables.js';
import { collect } from '../../support/collect.js';
import { expectRejection } from '../../support/expect-refusal.js';
import { mountTinyDisk, noTinyDisk } from '../../support/tiny-disk.js';

const first = tableFromRows([
  { species: 'Adelie', mass: 3750.5 },
  { species: null, mass: 3800 },
]);
const second = tableFromRows([{ mass: null, species: 'Gentoo' }], [...first.schema].reverse()); // in another order

async function save(store: ArtifactStore, ...parts: Table[]): Promise<string> {
  const writer = createTable(store);
  for (const part of parts) await writer.append(part);
  return (await writer.finish()).digest;
}

test('reads back what was appended, part by part, as often as wanted', async () => {
  const store = new MemoryArtifactStore();
  const table = await openTable(store, await save(store, first, second));
  expect(table).toMatchObject({ rows: 3, schema: first.schema });
  for (let reading = 0; reading < 2; reading++) {
    const parts = await collect(table.parts());
    expect(parts.map(toRows)).toEqual([toRows(first), [{ species: 'Gentoo', mass: null }]]);
  }
});

test('refuses to read at once what would not fit into memory, and still reads it by parts or columns', async () => {
  const store = new MemoryArtifactStore();
  const oneColumn = 3 * 8; // bytes of three rows
  const table = await openTable(store, await save(store, first, second), oneColumn);
  await expectRejection(table.read(), 'TABLE_TOO_LARGE', '3 rows × 2 columns');
  expect((await table.read({ columns: ['mass'] })).rows).toBe(3);
  expect(await collect(table.parts())).toHaveLength(2);
});

test('reads only the columns that are asked for, in their order', async () => {
  const store = new MemoryArtifactStore();
  const table = await openTable(store, await save(store, first, second));
  expect((await table.read({ columns: ['mass'] })).schema).toEqual([{ name: 'mass', type: 'number' }]);
  expect((await table.read({ columns: ['mass', 'species'] })).schema.map(({ name }) => name)).toEqual(['mass', 'species']);
  await expectRejection(table.read({ columns: ['age'] }), 'SCHEMA_COLUMN_MISSING', '"age"');
});

test('gives equal tables one digest', async () => {
  const store = new MemoryArtifactStore();
  expect(await save(store, first, second)).toBe(await save(new MemoryArtifactStore(), first, second));
  expect(await save(store, first)).not.toBe(await save(store, first, second));
});

test('keeps the schema of a table without rows', async () => {
  const store = new MemoryArtifactStore();
  const table = await openTable(store, await save(store, first.slice(0, 0), first.slice(0, 0)));
  expect(table).toMatchObject({ rows: 0, schema: first.schema });
  expect((await table.read()).schema).toEqual(first.schema);
});

test('keeps the order of parts that are appended without waiting', async () => {
  const store = new MemoryArtifactStore();
  const writer = createTable(store);
  await Promise.all([5, 3, 8].map((x) => writer.append(tableFromRows([{ x }]))));
  const table = await openTable(store, (await writer.finish()).digest);
  expect(toRows(await table.read())).toEqual([{ x: 5 }, { x: 3 }, { x: 8 }]);
});

test.for([
  ['a missing column', tableFromRows([{ species: 'Gentoo' }]), 'SCHEMA_COLUMN_MISSING', 'part 2 of a table: expected column "mass"'],
  [
    'another type',
    tableFromRows([{ species: 'Gentoo', mass: 'heavy' }]),
    'SCHEMA_TYPE_MISMATCH',
    'expected column "mass" as number, as in the first part, got string',
  ],
  ['another column', second.with('age', second.column('mass')), 'SCHEMA_TYPE_MISMATCH', 'got also "age"'],
] as const)('refuses a later part with %s', async ([, part, code, text]) => {
  const writer = createTable(new MemoryArtifactStore());
  await writer.append(first);
  await expectRejection(writer.append(part), code, text);
});

test('refuses to finish a table of which nothing is known', async () => {
  await expectRejection(createTable(new MemoryArtifactStore()).finish(), 'STAGE_OUTPUT_INVALID', 'got none');
});

test('refuses to open what is no table', async () => {
  const store = new MemoryArtifactStore();
  const { digest } = await saveDocument(store, 'report', { kind: 'table', rows: 'many' });
  await expectRejection(openTable(store, digest), 'ARTIFACT_KIND', digest);
  await expectRejection(openTable(store, await store.put(Uint8Array.of(0xff))), 'ARTIFACT_KIND', 'expected a JSON document');
  await expectRejection(openTable(store, '../../etc/passwd'), 'DIGEST_INVALID', '../../etc/passwd');
});

test.skipIf(noTinyDisk)('tells by finish that a part could not be stored', async () => {
  const writer = createTable(await FileArtifactStore.open(mountTinyDisk(64).path));
  await writer.append(tableFromRows(Array.from({ length: 50_000 }, (_, x) => ({ x: x / 3 }))));
  await expectRejection(writer.finish(), 'STORAGE_FULL', 'ENOSPC');
});
