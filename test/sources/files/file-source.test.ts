import { appendFile, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DeclaredColumns, file } from '../../../core/pipeline/source-descriptions.js';
import { encodeTable } from '../../../core/table/arrow.js';
import type { Cell } from '../../../core/table/column.js';
import { tableFromRows } from '../../../core/table/from-rows.js';
import type { Table } from '../../../core/table/table.js';
import { fingerprintSource, openSource } from '../../../sources/sources.js';
import { readAll, surroundingsOf } from '../../support/source-surroundings.js';

let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leat-files-'));
  data = join(folder, 'data');
  await mkdir(data);
});

afterAll(() => rm(folder, { recursive: true }));

type Options = Parameters<typeof file>[1];

async function readFile(
  name: string,
  content: string | Uint8Array,
  { options, columns }: { options?: Options; columns?: DeclaredColumns } = {},
) {
  await writeFile(join(data, name), content);
  return read(name, { options, columns });
}

async function read(name: string, { options, columns }: { options?: Options | undefined; columns?: DeclaredColumns | undefined } = {}) {
  const opened = await openSource(file(name, options), surroundingsOf(data), columns);
  const rows: Record<string, Cell>[] = await readAll(opened);
  return { rows, summary: opened.summary() };
}

test('refuses a file that is written to while it is read, and may be tried again', async () => {
  await writeFile(join(data, 'growing.csv'), 'a\n1\n');
  const opened = await openSource(file('growing.csv'), surroundingsOf(data));
  await appendFile(join(data, 'growing.csv'), '2\n');
  await expect(readAll(opened)).rejects.toMatchObject({ code: 'SOURCE_FILE_CHANGED', retryable: true, details: { received: 6 } });
});

describe('csv', () => {
  test('refuses a ragged row with its line', async () => {
    await expect(readFile('ragged.csv', 'a,b\n1,2\n3\n')).rejects.toMatchObject({
      code: 'SOURCE_ROW_RAGGED',
      message: expect.stringMatching(/ragged\.csv", line 3: expected 2 values, got 1$/) as unknown,
      details: { line: 3 },
    });
  });

  test('refuses a wrong value in a declared column with line and value', async () => {
    await expect(readFile('wrong.csv', 'age,name\n31,a\nold,b\n', { columns: { age: 'integer' } })).rejects.toMatchObject({
      code: 'SCHEMA_TYPE_MISMATCH',
      message: expect.stringMatching(/line 3: column "age": expected integer, got "old"$/) as unknown,
      details: { line: 3, column: 'age', received: 'old' },
    });
  });

  test('skips rejected rows when told to, and lists their lines', async () => {
    const { rows, summary } = await readFile('skip.csv', 'a,b\n1,2\n3\nx,4\n5,6\n', {
      options: { rejected: 'skip' },
      columns: { a: 'number' },
    });
    expect(rows).toEqual([
      { a: 1, b: 2 },
      { a: 5, b: 6 },
    ]);
    expect(summary).toMatchObject({
      rows: 2,
      rejected: [
        { line: 3, reason: 'expected 2 values, got 1' },
        { line: 4, reason: 'column "a": expected number, got "x"' },
      ],
    });
  });

  test('refuses more rejected rows than allowed', async () => {
    const reading = readFile('many.csv', 'a,b\n1\n2\n3\n4,5\n', { options: { rejected: 'skip', maxRejected: 2 } });
    await expect(reading).rejects.toMatchObject({ code: 'SOURCE_REJECTED_TOO_MANY', details: { line: 2 } });
  });

  test('refuses a duplicate column by name', async () => {
    await expect(readFile('twice.csv', 'a,b,a\n1,2,3\n')).rejects.toMatchObject({
      code: 'SCHEMA_COLUMN_DUPLICATE',
      details: { column: 'a' },
    });
  });

  test('keeps columns that differ only in case, and unnamed ones', async () => {
    const { rows } = await readFile('case.csv', ',a,A\n1,2,3\n');
    expect(rows).toEqual([{ column1: 1, a: 2, A: 3 }]);
  });

  test('reads a header without rows as no rows of texts', async () => {
    expect((await readFile('header.csv', 'a,b\n')).rows).toEqual([]);
  });

  test('refuses an empty file', async () => {
    await expect(readFile('empty.csv', '')).rejects.toMatchObject({ code: 'SOURCE_FILE_EMPTY', details: { path: 'empty.csv' } });
  });

  test('tells the delimiter by the header', async () => {
    expect((await readFile('semicolon.csv', '"a,x";b\n1,5;2\n')).rows).toEqual([{ 'a,x': '1,5', b: 2 }]);
  });

  test('reads declared texts as missing', async () => {
    expect((await readFile('na.csv', 'a\n1\nNA\n', { options: { missing: ['NA'] } })).rows).toEqual([{ a: 1 }, { a: null }]);
  });

  test('keeps quotes, line breaks and delimiters inside values', async () => {
    const { rows } = await readFile('quoted.csv', 'a,b\n"x, ""y""\nz",1\n');
    expect(rows).toEqual([{ a: 'x, "y"\nz', b: 1 }]);
  });

  test('keeps leading zeros when a column is declared as string', async () => {
    expect((await readFile('zip.csv', 'zip\n01234\n', { columns: { zip: 'string' } })).rows).toEqual([{ zip: '01234' }]);
  });

  test('refuses an integer that would lose digits', async () => {
    await expect(readFile('large.csv', 'id\n1\n9007199254740993\n')).rejects.toMatchObject({
      code: 'SCHEMA_INTEGER_TOO_LARGE',
      details: { column: 'id', row: 2 },
    });
  });
});

describe('json, parquet and arrow', () => {
  test('keeps nested values as JSON texts, and mixed ones as texts', async () => {
    const { rows } = await readFile('nested.json', '[{"a":{"b":[1]},"c":1},{"a":null,"c":"x"}]');
    expect(rows).toEqual([
      { a: '{"b":[1]}', c: '1' },
      { a: null, c: 'x' },
    ]);
  });

  test('refuses a wrong value in a declared column with row and value', async () => {
    await expect(readFile('wrong.jsonl', '{"a":"1"}\n{"a":"x"}\n', { columns: { a: 'number' } })).rejects.toMatchObject({
      code: 'SCHEMA_TYPE_MISMATCH',
      details: { column: 'a', row: 2, received: 'x' },
    });
  });

  test.each([
    { name: 'truncated.json', content: '[{"a":1},{"a":', code: 'SOURCE_FILE_INVALID' },
    { name: 'csv.parquet', content: 'a,b\n1,2\n', code: 'SOURCE_FILE_INVALID' },
    { name: 'text.csv.gz', content: 'a,b\n1,2\n', code: 'SOURCE_FILE_INVALID' },
    { name: 'text.arrow', content: 'a,b\n1,2\n3,4\n5,6\n', code: 'ARROW_INVALID' },
    { name: 'cut.arrow', content: encodeTable(tableFromRows([{ a: 1.5 }, { a: 2.5 }])).slice(0, -40), code: 'ARROW_INVALID' },
  ])('refuses $name, which is damaged or something else', async ({ name, content, code }) => {
    await expect(readFile(name, content)).rejects.toMatchObject({ code, details: { path: expect.stringContaining(name) as unknown } });
  });

  test('refuses a name that does not tell the format', async () => {
    await expect(readFile('rows.dat', 'a\n1\n')).rejects.toMatchObject({ code: 'SOURCE_FORMAT_UNKNOWN', details: { received: 'dat' } });
    expect((await read('rows.dat', { options: { format: 'csv' } })).rows).toEqual([{ a: 1 }]);
  });

  test.each(['[]', ' [\n]\n', '\n'])('refuses %j, a list without rows', async (content) => {
    await expect(readFile('none.json', content)).rejects.toMatchObject({ code: 'SOURCE_NO_ROWS' });
  });
});

describe('paths', () => {
  test('refuses a missing file, naming the data roots', async () => {
    await expect(read('nowhere.csv')).rejects.toMatchObject({
      code: 'SOURCE_FILE_MISSING',
      details: { path: 'nowhere.csv', dataRoots: [data] },
    });
  });

  test.each(['../outside.csv', '/etc/passwd', 'sub/../../outside.csv'])('refuses %s outside the data roots', async (path) => {
    await writeFile(join(folder, 'outside.csv'), 'a\n1\n');
    await expect(read(path)).rejects.toMatchObject({ code: 'SOURCE_PATH_FORBIDDEN', details: { path } });
  });

  test('refuses a link that leads outside the data roots', async () => {
    await writeFile(join(folder, 'outside.csv'), 'a\n1\n');
    await symlink(join(folder, 'outside.csv'), join(data, 'link.csv'));
    await expect(read('link.csv')).rejects.toMatchObject({ code: 'SOURCE_PATH_FORBIDDEN', details: { path: 'link.csv' } });
  });

  test('takes the first data root that has the file', async () => {
    await mkdir(join(folder, 'first'));
    await writeFile(join(data, 'here.csv'), 'a\n1\n');
    const opened = await openSource(file('here.csv'), { ...surroundingsOf(data), dataRoots: [join(folder, 'first'), data] });
    expect(await readAll(opened)).toEqual([{ a: 1 }]);
  });

  test('reads several files as one table, in order of name', async () => {
    for (const [name, value] of [
      ['b', 3],
      ['a', 1],
    ] as const)
      await writeFile(join(data, `part-${name}.csv`), `x\n${String(value)}\n`);
    const { rows, summary } = await read('part-*.csv');
    expect(rows).toEqual([{ x: 1 }, { x: 3 }]);
    expect(summary).toMatchObject({ rows: 2, bytes: 8 });
  });

  test('refuses several files of different columns', async () => {
    await writeFile(join(data, 'mixed-a.csv'), 'x\n1\n');
    await writeFile(join(data, 'mixed-b.csv'), 'y\n1\n');
    await expect(read('mixed-*.csv')).rejects.toMatchObject({ code: 'SCHEMA_TYPE_MISMATCH', details: { received: 'y: integer' } });
  });

  test('reads a file whose name has pattern characters', async () => {
    expect((await readFile('odd [1].csv', 'x\n1\n')).rows).toEqual([{ x: 1 }]);
  });

  test('changes the fingerprint with the file', async () => {
    await writeFile(join(data, 'mark.csv'), 'x\n1\n');
    const before = await fingerprintSource(file('mark.csv'), surroundingsOf(data));
    await utimes(join(data, 'mark.csv'), 1, 1);
    expect(await fingerprintSource(file('mark.csv'), surroundingsOf(data))).not.toBe(before);
  });
});

test('cuts rows into parts of one size, and keeps their order', async () => {
  const lines = Array.from({ length: 140_000 }, (_, row) => `${String(row)},text number ${String(row % 3000)},s${String(row % 3000)}`);
  await writeFile(join(data, 'long.csv'), `n,long,short\n${lines.join('\n')}\n`);
  const opened = await openSource(file('long.csv'), surroundingsOf(data));
  const parts: Table[] = [];
  for await (const part of opened.parts()) parts.push(part);
  await opened.close();
  expect(parts.map(({ rows }) => rows)).toEqual([131_072, 8928]);
  expect(['n', 'long', 'short'].map((name) => parts[1]?.cell(name, 0))).toEqual([131_072, 'text number 2072', 's2072']);
});
