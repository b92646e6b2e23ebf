import Database from 'better-sqlite3';
import { LeatError, messageOf } from '../../core/errors.js';
import type { ColumnType } from '../../core/table/column.js';
import { cellAt } from '../../core/table/columns.js';
import { resolveTarget } from './resolve-target.js';
import { createTable, quoteName, quoteTable, type SqlTarget, type SqlWriter } from './sql-writer.js';

const types: Readonly<Record<ColumnType, string>> = {
  number: 'REAL',
  integer: 'INTEGER',
  boolean: 'INTEGER',
  timestamp: 'TEXT',
  string: 'TEXT',
};

/** A table of an SQLite file below a data root. */
export async function openSqliteWriter(target: SqlTarget): Promise<SqlWriter> {
  const { database: address, table, schema, request, hide } = target;
  const path = await resolveTarget(address.slice('sqlite:'.length), request.dataRoots);
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new LeatError('DESTINATION_REFUSED', `table "${table}": refused by SQLite: ${hide(messageOf(error))}`);
    }
  };
  const database = attempt(() => new Database(path));
  const names = schema.map(({ name }) => quoteName(name));
  const insert = `INSERT INTO ${quoteTable(table)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, the driver is not
  const inTransaction = async (work: () => void): Promise<void> => {
    attempt(() => {
      database.transaction(work).immediate();
    });
  };
  return {
    written: (id) =>
      Promise.resolve(
        attempt(() => {
          database.exec('CREATE TABLE IF NOT EXISTS leat_writes (id TEXT PRIMARY KEY, row_count INTEGER NOT NULL)');
          const found = database.prepare<[string], { row_count: number }>('SELECT row_count FROM leat_writes WHERE id = ?').get(id);
          return found?.row_count ?? null;
        }),
      ),
    begin: (id, replace) =>
      inTransaction(() => {
        if (replace) database.exec(`DROP TABLE IF EXISTS ${quoteTable(table)}`);
        database.exec(createTable(target, types));
        database.prepare('INSERT INTO leat_writes VALUES (?, 0)').run(id);
      }),
    append: (id, part, rows) =>
      inTransaction(() => {
        const statement = database.prepare(insert);
        const columns = schema.map(({ name }) => part.column(name));
        for (let row = 0; row < part.rows; row++) statement.run(columns.map((column) => bindable(cellAt(column, row))));
        database.prepare('UPDATE leat_writes SET row_count = ? WHERE id = ?').run(rows, id);
      }),
    finish: (id) => inTransaction(() => database.prepare('DELETE FROM leat_writes WHERE id = ?').run(id)),
    close: () => Promise.resolve(void database.close()),
  };
}

/** SQLite has no booleans. */
function bindable(cell: string | number | boolean | null): string | number | null {
  return typeof cell === 'boolean' ? Number(cell) : cell;
}
