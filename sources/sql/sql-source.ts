import { LeatError } from '../../core/errors.js';
import type { SqlSource } from '../../core/pipeline/source-descriptions.js';
import { Secrets } from '../../core/secrets.js';
import type { Row } from '../../core/table/from-rows.js';
import { ContentMeter } from '../content-meter.js';
import { rowsToParts } from '../rows-to-parts.js';
import type { SourceAdapter } from '../source.js';
import { hidePassword } from './hide-password.js';
import type { OpenedQuery, QueryRequest } from './opened-query.js';

/** Rows of a query on PostgreSQL or SQLite. */
export const sqlSource: SourceAdapter<SqlSource> = {
  async open({ database, query, values }, surroundings, columns) {
    const secrets = new Secrets(surroundings);
    const revealed = secrets.reveal(database);
    hidePassword(revealed, secrets);
    const opened = await openQuery({ database: revealed, query, values, surroundings, hide: (message) => secrets.hide(message) });
    try {
      const known = opened.columns.flatMap(({ name, type }) => (type === undefined ? [] : [[name, type] as const]));
      const meter = new ContentMeter();
      const { schema, parts, rows } = await rowsToParts(meterRows(opened.batches(), meter), { ...Object.fromEntries(known), ...columns });
      return { schema, parts, summary: () => ({ rows: rows(), ...meter.total, rejected: [] }), close: () => opened.close() };
    } catch (error) {
      await opened.close();
      throw error;
    }
  },

  fingerprint: ({ version }) => Promise.resolve(version ?? null),
};

/** As JSON lines, columns in the order of the query: a driver's own bytes are of its protocol, not of the rows. */
async function* meterRows(batches: AsyncIterable<readonly Row[]>, meter: ContentMeter): AsyncGenerator<readonly Row[]> {
  const encoder = new TextEncoder();
  for await (const batch of batches) {
    meter.add(encoder.encode(batch.map((row) => `${JSON.stringify(row, exactly)}\n`).join('')));
    yield batch;
  }
}

/** What JSON has no number for is a text of its digits, or its name (NaN, Infinity). */
function exactly(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value;
}

/** A driver is loaded by the first query that needs it. */
async function openQuery(request: QueryRequest): Promise<OpenedQuery> {
  if (/^postgres(ql)?:/.test(request.database)) return (await import('./postgres-query.js')).openPostgresQuery(request);
  if (request.database.startsWith('sqlite:')) return (await import('./sqlite-query.js')).openSqliteQuery(request);
  throw new LeatError('PARAMETER_INVALID', 'sql source: expected a database postgres://… or sqlite:PATH, got another scheme');
}
