import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ingestActivity } from '../../activities/ingest.js';
import { file, type FileSource } from '../../core/pipeline/source-descriptions.js';
import { toRows } from '../../core/table/to-rows.js';
import { digestOf } from '../../stores/artifacts/digest.js';
import { openTable, type StoredTableWriter } from '../../stores/artifacts/tables.js';
import { expectRejection } from '../support/expect-refusal.js';
import { surroundingsOf } from '../support/source-surroundings.js';
import { tableStage } from '../support/table-stage.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leat-ingest-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function ingest(content: string, options: Partial<FileSource> = {}) {
  await writeFile(join(folder, 'rows.csv'), content);
  const stage = tableStage(surroundingsOf(folder));
  const { table } = await ingestActivity.run(
    {},
    { source: { ...file('rows.csv'), ...options }, columns: {} },
    stage.context,
    stage.services,
  );
  const { digest } = await (table as StoredTableWriter).finish(); // what createTable() of the services gave
  return { ...stage, table: await openTable(stage.artifacts, digest) };
}

test('stores the rows and records what was read', async () => {
  const { table, figures } = await ingest('a,b\n1,x\n2,y\n');
  expect(toRows(await table.read())).toEqual([
    { a: 1, b: 'x' },
    { a: 2, b: 'y' },
  ]);
  expect(figures).toEqual({ rows: 2, bytes: 12, rejected: 0, 'source digest': digestOf(new TextEncoder().encode('a,b\n1,x\n2,y\n')) });
});

test('gives the same table the same digest', async () => {
  const [first, second] = [await ingest('a\n1\n'), await ingest('a\n1\n')];
  expect(second.table.digest).toBe(first.table.digest);
});

test('logs rejected rows with their lines', async () => {
  const { warnings, figures } = await ingest('a,b\n1,x\n2\n3,z\n', { rejected: 'skip' });
  expect(warnings).toEqual(['rejected line 3: expected 2 values, got 1']);
  expect(figures).toMatchObject({ rows: 2, rejected: 1, 'rejected lines': '3' });
});

test('refuses a header without rows', async () => {
  await expectRejection(ingest('a,b\n'), 'SOURCE_NO_ROWS', 'expected rows of a, b, got none');
});
