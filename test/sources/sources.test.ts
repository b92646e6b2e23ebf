import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { file, httpApi, sqlQuery } from '../../core/pipeline/source-descriptions.js';
import { encodeTable } from '../../core/table/arrow.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import { contractRows, type ServedSource, testSource } from '../contracts/source.js';
import { type RunningPostgres, startPostgres } from '../support/postgres.js';
import { surroundingsOf } from '../support/source-surroundings.js';

const csv = `species,beak.length mm,year,tagged,seen
Adelie,39.5,2007,true,2007-11-11
,,2008,,
"Gen""too, ä",46.25,2009,false,2009-12-01
`;

let folder: string;
let postgres: RunningPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leat-sources-'));
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true });
});

function serveFile(name: string, content: () => Uint8Array | string | Promise<Uint8Array | string>): () => Promise<ServedSource> {
  return async () => {
    await writeFile(join(folder, name), await content());
    return { description: file(name), surroundings: surroundingsOf(folder), content: await readFile(join(folder, name)) };
  };
}

async function serveParquet(): Promise<ServedSource> {
  await writeFile(join(folder, 'for-parquet.csv'), csv);
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (FROM read_csv('${folder}/for-parquet.csv')) TO '${folder}/rows.parquet'`);
  return { description: file('rows.parquet'), surroundings: surroundingsOf(folder), content: await readFile(join(folder, 'rows.parquet')) };
}

async function serveHttp(): Promise<ServedSource> {
  const body = JSON.stringify({ data: { items: contractRows } });
  const server = createServer((_request, response) => response.end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return {
    description: httpApi({ url: `http://127.0.0.1:${String(port)}/penguins`, rows: 'data.items' }),
    surroundings: surroundingsOf(folder),
    content: Buffer.from(body),
    stop: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

const create = 'CREATE TABLE penguins (species TEXT, "beak.length mm" REAL, year INTEGER, tagged BOOLEAN, seen TIMESTAMP)';

async function serveSqlite(): Promise<ServedSource> {
  const path = join(folder, 'penguins.db');
  await rm(path, { force: true });
  const database = new Database(path);
  database.exec(create);
  const insert = database.prepare('INSERT INTO penguins VALUES (@species, @length, @year, @tagged, @seen)');
  for (const row of contractRows)
    insert.run({ ...row, length: row['beak.length mm'], tagged: row.tagged === null ? null : Number(row.tagged) });
  database.close();
  return {
    description: sqlQuery({ database: 'sqlite:penguins.db', query: 'SELECT * FROM penguins' }),
    surroundings: surroundingsOf(folder),
    // SQLite has no booleans, and whole numbers are read with all their digits.
    content: jsonLines(({ year, tagged }) => ({ year: String(year), tagged: tagged === null ? null : String(Number(tagged)) })),
  };
}

async function servePostgres(): Promise<ServedSource> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query(`DROP TABLE IF EXISTS penguins; ${create}`);
  for (const row of contractRows) await client.query('INSERT INTO penguins VALUES ($1, $2, $3, $4, $5)', Object.values(row));
  await client.end();
  return {
    description: sqlQuery({ database: postgres.url, query: 'SELECT * FROM penguins' }),
    surroundings: surroundingsOf(folder),
    content: jsonLines(({ seen }) => ({ seen: seen?.replace('T', ' ').replace('.000Z', '') ?? null })),
  };
}

/** The rows as a driver gives them, which is what SQL sources digest. */
function jsonLines(change: (row: (typeof contractRows)[number]) => Readonly<Record<string, unknown>>): Uint8Array {
  return Buffer.from(contractRows.map((row) => `${JSON.stringify({ ...row, ...change(row) })}\n`).join(''));
}

testSource({ name: 'csv', serve: serveFile('rows.csv', () => csv) });
testSource({ name: 'csv.gz', serve: serveFile('rows.csv.gz', () => gzipSync(csv)) });
testSource({ name: 'json', serve: serveFile('rows.json', () => JSON.stringify(contractRows)) });
testSource({ name: 'jsonl', serve: serveFile('rows.jsonl', () => contractRows.map((row) => JSON.stringify(row)).join('\n')) });
testSource({ name: 'parquet', serve: serveParquet });
testSource({ name: 'arrow', serve: serveFile('rows.arrow', () => encodeTable(tableFromRows(contractRows))) });
testSource({ name: 'http', serve: serveHttp, unsupported: ['fingerprint'] });
testSource({ name: 'sqlite', serve: serveSqlite, unsupported: ['fingerprint'] });
testSource({ name: 'postgres', serve: servePostgres, unsupported: ['fingerprint'] });
