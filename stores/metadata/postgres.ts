import { PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { ErrorCode } from '../../core/error-codes.js';
import { LeatError } from '../../core/errors.js';
import type { Engine } from './engine.js';

const CONNECT_TIMEOUT_MS = 3_000;
const LOCK_TIMEOUT_MS = 5_000;

/** PostgreSQL, for several machines. */
export function postgres(url: string): Engine {
  if (!URL.canParse(url))
    throw new LeatError('STORE_UNSUPPORTED', 'metadata store: expected postgres://USER@HOST:PORT/DATABASE, got no URL');
  const { host, pathname } = new URL(url);
  return {
    address: `postgres://${host}${pathname}`,
    dialect: new PostgresDialect({ pool: () => poolOf(url) }),
    errorCode: postgresErrorCode,
  };
}

/** Whoever keeps to SQLite does not load the driver. */
async function poolOf(url: string): Promise<pg.Pool> {
  const { default: driver } = await import('pg');
  const types = new driver.TypeOverrides();
  types.setTypeParser(driver.types.builtins.INT8, Number); // count() is an int8, which pg gives as text; the numbers here stay far below 2^53
  const pool = new driver.Pool({
    connectionString: url,
    application_name: 'leat',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    types,
  });
  // A broken connection is told by the next statement, and replaced; unheard, these events would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CODES: Readonly<Record<string, ErrorCode>> = {
  '25006': 'STORAGE_READ_ONLY', // read_only_sql_transaction: a standby
  '40001': 'METADATA_LOCKED', // serialization_failure
  '40P01': 'METADATA_LOCKED', // deadlock_detected
  '55P03': 'METADATA_LOCKED', // lock_not_available: the lock time-out
  '53100': 'STORAGE_FULL', // disk_full
  '53300': 'METADATA_UNREACHABLE', // too_many_connections
  '57P01': 'METADATA_UNREACHABLE', // admin_shutdown
  '57P02': 'METADATA_UNREACHABLE', // crash_shutdown
  '57P03': 'METADATA_UNREACHABLE', // cannot_connect_now: it is starting
};

function postgresErrorCode(error: unknown): ErrorCode {
  // The server's answers have a severity; all else that pg throws is about the connection.
  if (!(error instanceof Error) || !('severity' in error)) return 'METADATA_UNREACHABLE';
  return ('code' in error ? CODES[String(error.code)] : undefined) ?? 'METADATA_FAILED';
}
