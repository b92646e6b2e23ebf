import { mkdtemp, readdir, readFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { FILE_FORMATS } from '../../../core/pipeline/source-descriptions.js';
import { toFile } from '../../../core/pipeline/destination-descriptions.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import { toRows } from '../../../core/table/to-rows.js';
import { openDestination } from '../../../sources/destinations/destinations.js';
import { openSource } from '../../../sources/sources.js';
import { expectRejection } from '../../support/expect-refusal.js';
import { readAll, surroundingsOf } from '../../support/source-surroundings.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leat-destination-'));
});

const noon = Date.UTC(2026, 10, 25, 12);
const parts = [
  Table.of([
    ['number', numericColumn('number', [0.1, NaN, -1e300])],
    ['whole', numericColumn('integer', [1, 2 ** 53 - 1, NaN])],
    ['flag', numericColumn('boolean', [1, NaN, 0])],
    ['time', numericColumn('timestamp', [noon, noon + 1, NaN])],
    ['text', stringColumn(['plain', null, 'a, "b"\nZoë'])],
  ]),
  Table.of([
    ['number', numericColumn('number', [7])],
    ['whole', numericColumn('integer', [-5])],
    ['flag', numericColumn('boolean', [1])],
    ['time', numericColumn('timestamp', [0])],
    ['text', stringColumn(['other'])],
  ]),
];
const schema = parts[0]?.schema ?? [];
const types = Object.fromEntries(schema.map(({ name, type }) => [name, type]));
const rows = parts.flatMap(toRows);

const request = (progress?: Readonly<Record<string, unknown>>) => ({ ...surroundingsOf(folder), schema, id: 'w1', progress });

async function readBack(name: string): Promise<unknown> {
  return readAll(await openSource({ source: 'file', path: name, rejected: 'fail', maxRejected: 1 }, surroundingsOf(folder), types));
}

test.each(FILE_FORMATS)('writes %s part by part, and every value comes back', async (format) => {
  const destination = await openDestination(toFile(`rows.${format}`), request());
  for (const part of parts) await destination.append(part);
  await destination.finish();
  await destination.close();
  expect(await readdir(folder)).toEqual([`rows.${format}`]);
  expect(await readBack(`rows.${format}`)).toEqual(rows);
});

test.each(FILE_FORMATS)('goes on behind the last part of %s that was kept, whatever was written after it', async (format) => {
  const first = await openDestination(toFile(`rows.${format}`), request());
  const kept = await first.append(parts[0] ?? Table.of([]));
  await first.append(parts[1] ?? Table.of([])); // written, but its progress was lost
  await first.close();
  const second = await openDestination(toFile(`rows.${format}`), request(JSON.parse(JSON.stringify(kept)) as typeof kept));
  expect(second.rows).toBe(3);
  await second.append(parts[1] ?? Table.of([]));
  await second.finish();
  expect(await readBack(`rows.${format}`)).toEqual(rows);
});

test('begins at the beginning where the file of the progress has gone', async () => {
  const first = await openDestination(toFile('rows.csv'), request());
  const kept = await first.append(parts[0] ?? Table.of([]));
  await first.close();
  const second = await openDestination(toFile('rows.csv'), { ...request(kept), id: 'w2' });
  expect(second.rows).toBe(0);
  await second.close();
});

test.each(FILE_FORMATS)('writes %s without a row', async (format) => {
  const destination = await openDestination(toFile(`none.${format}`), request());
  await destination.finish();
  const bytes = await readFile(join(folder, `none.${format}`));
  expect(bytes.length).toBeGreaterThanOrEqual(0);
});

test('shows the file under its name once it is whole', async () => {
  const destination = await openDestination(toFile('rows.jsonl'), request());
  await destination.append(parts[0] ?? Table.of([]));
  expect(await readdir(folder)).toEqual(['rows.jsonl.w1.part']);
  await destination.close();
});

test('refuses a file outside the data roots, also by a link', async () => {
  await symlink('/tmp', join(folder, 'away'));
  await expectRejection(openDestination(toFile('../rows.csv'), request()), 'DESTINATION_FORBIDDEN', '../rows.csv');
  await expectRejection(openDestination(toFile('away/rows.csv'), request()), 'DESTINATION_FORBIDDEN', 'away/rows.csv');
});

test('refuses a folder that is not there, an ending of no format, and a packed file', async () => {
  await expectRejection(openDestination(toFile('none/rows.csv'), request()), 'DESTINATION_UNWRITABLE', 'none/rows.csv');
  await expectRejection(openDestination(toFile('rows.xlsx'), request()), 'SOURCE_FORMAT_UNKNOWN', 'xlsx');
  await expectRejection(openDestination(toFile('rows.csv.gz'), request()), 'SOURCE_FORMAT_UNKNOWN', 'without .gz');
});
