import pg from 'pg';
import { LeatError, messageOf } from '../../core/errors.js';
import type { ColumnType } from '../../core/table/column.js';
import { cellAt } from '../../core/table/columns.js';
import type { Table } from '../../core/table/table.js';
import { createTable, quoteName, quoteTable, type SqlTarget, type SqlWriter } from './sql-writer.js';

const types: Readonly<Record<ColumnType, string>> = {
  number: 'double precision',
  integer: 'bigint',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  string: 'text',
};

const CONNECT_TIMEOUT_MS = 10_000;
const ROWS_A_STATEMENT = 16_384;

/** A table of PostgreSQL: many rows a statement, as a list for each column. */
export async function openPostgresWriter(target: SqlTarget): Promise<SqlWriter> {
  const { database, table, schema, hide, request } = target;
  const client = new pg.Client({ connectionString: database, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'leat' });
  client.on('error', () => undefined); // a lost connection is told by the statement that it breaks
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw refusal(error, table, hide);
    }
  };
  const inTransaction = (work: () => Promise<void>): Promise<void> =>
    attempt(async () => {
      await client.query('BEGIN');
      try {
        await work();
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined); // what broke is told
        throw error;
      }
    });
  const names = schema.map(({ name }) => quoteName(name)).join(', ');
  const lists = schema.map(({ type }, index) => `$${String(index + 1)}::${types[type]}[]`).join(', ');
  const insert = `INSERT INTO ${quoteTable(table)} (${names}) SELECT * FROM unnest(${lists})`;
  await attempt(() => client.connect());
  return {
    written: (id) =>
      attempt(async () => {
        await client.query('CREATE TABLE IF NOT EXISTS leat_writes (id text PRIMARY KEY, row_count bigint NOT NULL)');
        const { rows } = await client.query<{ row_count: string }>('SELECT row_count FROM leat_writes WHERE id = $1', [id]);
        return rows[0] === undefined ? null : Number(rows[0].row_count);
      }),
    begin: (id, replace) =>
      inTransaction(async () => {
        if (replace) await client.query(`DROP TABLE IF EXISTS ${quoteTable(table)}`);
        await client.query(createTable(target, types));
        await client.query('INSERT INTO leat_writes VALUES ($1, 0)', [id]);
      }),
    append: (id, part, rows) =>
      inTransaction(async () => {
        for (let start = 0; start < part.rows; start += ROWS_A_STATEMENT) {
          request.signal.throwIfCancelled();
          await client.query(insert, listsOf(part.slice(start, start + ROWS_A_STATEMENT), target));
        }
        await client.query('UPDATE leat_writes SET row_count = $1 WHERE id = $2', [rows, id]);
      }),
    finish: (id) =>
      attempt(async () => {
        await client.query('DELETE FROM leat_writes WHERE id = $1', [id]);
      }),
    close: () => client.end().catch(() => undefined),
  };
}

function listsOf(part: Table, { schema }: SqlTarget): unknown[][] {
  return schema.map(({ name }) => {
    const column = part.column(name);
    return Array.from({ length: part.rows }, (_, row) => cellAt(column, row));
  });
}

/** Classes of SQLSTATE: 08 connection, 53 resources, 57 operator intervention. */
function refusal(error: unknown, table: string, hide: SqlTarget['hide']): LeatError {
  if (error instanceof LeatError) return error;
  const state = error instanceof pg.DatabaseError ? (error.code ?? '') : '08';
  const code = /^(08|53|57)/.test(state) ? 'DESTINATION_UNREACHABLE' : 'DESTINATION_REFUSED';
  return new LeatError(code, `table "${table}": PostgreSQL: ${hide(messageOf(error))}`, { details: { state } });
}
