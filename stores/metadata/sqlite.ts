import { dirname, resolve } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type SqliteDatabase,
} from 'kysely';
import type { ErrorCode } from '../../core/error-codes.js';
import { makeFolder } from '../make-folder.js';
import type { Engine } from './engine.js';
import { LONGEST_KEPT_STATEMENT } from './statement.js';

/** Waiting inside SQLite blocks the thread, so it is kept short: database.ts waits on without blocking. */
const BLOCKING_WAIT_MS = 20;

/** SQLite's own word for a database that lives as long as its connection. */
const MEMORY = ':memory:';

/**
 * SQLite in a file, for one machine.
 *
 * `synchronous = NORMAL` in WAL mode: a crash of the process loses nothing; a power loss may lose the
 * transactions of the last moments, never the database. What is lost so is a record that a stage ended:
 * Temporal has it as well, and at worst the stage is done again. Numbers of model versions and
 * deployments, which people note down, are written with FULL.
 */
export function sqlite(path: string): Engine {
  const file = path === MEMORY ? path : resolve(path);
  return {
    address: `sqlite:${file}`,
    dialect: dialectOf(() => openFile(file)),
    errorCode: sqliteErrorCode,
    durably: { before: 'pragma synchronous = full', after: 'pragma synchronous = normal' },
  };
}

function openFile(file: string): BetterSqlite3.Database {
  makeFolder(dirname(file));
  const connection = new BetterSqlite3(file, { timeout: BLOCKING_WAIT_MS });
  try {
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = NORMAL');
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}

function dialectOf(open: () => BetterSqlite3.Database): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new ImmediateDriver({ database: () => Promise.resolve().then(() => keepStatements(open())) }),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** A transaction takes the write lock at once: one that began reading could not wait for it later. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** A full disk makes SQLite roll back by itself, and refuse this: the error before it is the one to tell. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => undefined);
  }
}

/** SQLite can change tables inside a transaction: this makes migrations safe when two processes start at once. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely prepares a statement each time it runs; preparing costs more than running here. */
function keepStatements(connection: BetterSqlite3.Database): SqliteDatabase {
  const kept = new Map<string, BetterSqlite3.Statement>();
  return {
    prepare(text) {
      const known = kept.get(text);
      if (known !== undefined) return known;
      const statement = connection.prepare(text);
      if (text.length <= LONGEST_KEPT_STATEMENT) kept.set(text, statement);
      return statement;
    },
    close: () => connection.close(),
  };
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  SQLITE_BUSY: 'METADATA_LOCKED',
  SQLITE_LOCKED: 'METADATA_LOCKED',
  SQLITE_NOTADB: 'METADATA_CORRUPT',
  SQLITE_CORRUPT: 'METADATA_CORRUPT',
  SQLITE_CANTOPEN: 'STORAGE_FAILED',
  SQLITE_FULL: 'STORAGE_FULL',
  SQLITE_READONLY: 'STORAGE_READ_ONLY',
  SQLITE_IOERR: 'STORAGE_FAILED',
};

function sqliteErrorCode(error: unknown): ErrorCode {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // Extended codes, such as SQLITE_BUSY_SNAPSHOT, add a word to the primary one.
  const primary = /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code;
  return CODES[primary] ?? 'METADATA_FAILED';
}
