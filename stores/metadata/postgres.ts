import { PostgresDialect } from 'kysely';
import pg from 'pg';
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
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'leat',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    types: numericCounts(),
  });
  // A broken connection is told by the next statement, and replaced; unheard, these events would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { address: `postgres://${host}${pathname}`, dialect: new PostgresDialect({ pool }), errorCode: postgresErrorCode };
}

/** count() is an int8, which pg gives as text; the numbers here stay far below 2^53. */
function numericCounts(): pg.CustomTypesConfig {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  return types;
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
  // The server's answers are DatabaseErrors; all else that pg throws is about the connection.
  return error instanceof pg.DatabaseError ? (CODES[error.code ?? ''] ?? 'METADATA_FAILED') : 'METADATA_UNREACHABLE';
}
