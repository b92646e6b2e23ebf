import Database from 'better-sqlite3';
import { LeatError, messageOf } from '../../core/errors.js';
import type { ColumnType } from '../../core/table/column.js';
import type { Row } from '../../core/table/from-rows.js';
import { resolveFiles } from '../files/resolve-files.js';
import { type OpenedQuery, type QueryRequest, requireUniqueNames } from './opened-query.js';

const BATCH_ROWS = 4096;

/** A query on an SQLite file below a data root, opened for reading only. */
export async function openSqliteQuery({ database: address, query, values, surroundings, hide }: QueryRequest): Promise<OpenedQuery> {
  const [file] = await resolveFiles(address.slice('sqlite:'.length), surroundings.dataRoots);
  const fail = (error: unknown): Error => queryFailed(error, hide);
  const database = guard(() => new Database(file.path, { readonly: true, fileMustExist: true }), fail);
  try {
    const statement = guard(() => database.prepare<unknown[], Row>(query).safeIntegers(), fail);
    const columns = guard(() => statement.columns(), fail);
    requireUniqueNames(columns.map(({ name }) => name));
    return {
      columns: columns.map(({ name, type }) => ({ name, type: declaredType(type) })),
      // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, the driver is not
      async *batches() {
        surroundings.signal.throwIfCancelled();
        let batch: Row[] = [];
        const rows = guard(() => statement.iterate(...values.map(bindable)), fail);
        try {
          for (const row of rows) {
            if (batch.push(row) < BATCH_ROWS) continue;
            surroundings.signal.throwIfCancelled();
            yield batch;
            batch = [];
          }
        } catch (error) {
          throw fail(error);
        }
        yield batch;
      },
      close: () => Promise.resolve(void database.close()),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Any column may hold any type in SQLite: only where its values alone would mislead is the declaration followed. */
function declaredType(type: string | null): ColumnType | undefined {
  if (/REAL|FLOA|DOUB|NUMERIC|DECIMAL/i.test(type ?? '')) return 'number';
  return /BOOL/i.test(type ?? '') ? 'boolean' : undefined;
}

/** SQLite has no booleans. */
function bindable(value: string | number | boolean | null): string | number | null {
  return typeof value === 'boolean' ? Number(value) : value;
}

function guard<T>(act: () => T, fail: (error: unknown) => Error): T {
  try {
    return act();
  } catch (error) {
    throw fail(error);
  }
}

function queryFailed(error: unknown, hide: QueryRequest['hide']): LeatError {
  if (error instanceof LeatError) return error;
  return new LeatError('SOURCE_QUERY_FAILED', `sql query: refused by SQLite: ${hide(messageOf(error))}`);
}
