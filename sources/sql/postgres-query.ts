import pg from 'pg';
import Cursor from 'pg-cursor';
import { LeatError, messageOf } from '../../core/errors.js';
import type { ColumnType } from '../../core/table/column.js';
import type { Row } from '../../core/table/from-rows.js';
import { type OpenedQuery, type QueryRequest, requireUniqueNames } from './opened-query.js';

const BATCH_ROWS = 4096;
const CONNECT_TIMEOUT_MS = 10_000;

interface PostgresType {
  readonly type: ColumnType;
  /** From PostgreSQL's text form. */
  parse(text: string): unknown;
}

/** By type id (pg_type.oid). All others stay the texts that PostgreSQL writes. */
const types: Readonly<Record<number, PostgresType>> = {
  16: { type: 'boolean', parse: (text) => text === 't' },
  20: { type: 'integer', parse: BigInt }, // int8: exact until the table refuses what a double cannot hold
  21: { type: 'integer', parse: Number },
  23: { type: 'integer', parse: Number },
  700: { type: 'number', parse: Number },
  701: { type: 'number', parse: Number },
  1082: { type: 'timestamp', parse: (text) => text },
  1114: { type: 'timestamp', parse: (text) => text }, // without zone: taken as UTC, on every machine
  1184: { type: 'timestamp', parse: parseZoned },
  1700: { type: 'number', parse: Number },
};

/** A query on PostgreSQL, read through a cursor on the server: only a batch at a time is in memory. */
export async function openPostgresQuery({ database, query, values, surroundings, hide }: QueryRequest): Promise<OpenedQuery> {
  const client = new pg.Client({ connectionString: database, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'leat' });
  client.on('error', () => undefined); // a lost connection is told by the read that it breaks
  const end = async (): Promise<void> => client.end().catch(() => undefined);
  try {
    await client.connect();
    const getTypeParser = (id: number) => types[id]?.parse ?? ((text: string) => text);
    const cursor = client.query(new Cursor<Row>(query, [...values], { types: { getTypeParser } }));
    const first = await readBatch(cursor);
    requireUniqueNames(first.fields.map(({ name }) => name));
    return {
      columns: first.fields.map(({ name, dataTypeID }) => ({ name, type: types[dataTypeID]?.type ?? 'string' })),
      async *batches() {
        for (let batch = first.rows; batch.length > 0;) {
          surroundings.signal.throwIfCancelled();
          yield batch;
          batch = (await readBatch(cursor).catch(rethrow(hide))).rows;
        }
      },
      async close() {
        await cursor.close().catch(() => undefined); // end() would wait for a query that is not read to its end
        await end();
      },
    };
  } catch (error) {
    await end();
    return rethrow(hide)(error);
  }
}

/** With the names and types of the columns, which only the callback form of read() tells. */
function readBatch(cursor: Cursor<Row>): Promise<{ rows: Row[]; fields: pg.FieldDef[] }> {
  return new Promise((resolve, reject) => {
    // After the last row there is no result, whatever its type says.
    cursor.read(BATCH_ROWS, (error: Error | null | undefined, rows, result: pg.QueryResult | undefined) => {
      if (error) reject(error);
      else resolve({ rows, fields: result?.fields ?? [] });
    });
  });
}

/** PostgreSQL writes "2026-01-02 03:04:05.678+00". */
function parseZoned(text: string): string {
  return text.replace(/([+-]\d{2})$/, '$1:00');
}

/** Classes of SQLSTATE: 08 connection, 53 resources, 57 operator intervention; 28 and 3D say who may not enter where. */
function rethrow(hide: QueryRequest['hide']): (error: unknown) => never {
  return (error) => {
    if (error instanceof LeatError) throw error;
    const state = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isStatement = error instanceof pg.DatabaseError;
    const isPassing = !isStatement || /^(08|53|57)/.test(state);
    const code = isPassing ? 'SOURCE_UNREACHABLE' : /^(28|3D)/.test(state) ? 'SOURCE_REQUEST_REFUSED' : 'SOURCE_QUERY_FAILED';
    throw new LeatError(code, `sql query: ${isStatement ? 'refused by' : 'no answer from'} PostgreSQL: ${hide(messageOf(error))}`, {
      details: { state },
    });
  };
}
