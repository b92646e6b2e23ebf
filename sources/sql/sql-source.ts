import { LeatError } from '../../core/errors.js';
import type { SqlSource } from '../../core/pipeline/source-descriptions.js';
import type { ColumnType } from '../../core/table/column.js';
import type { Row } from '../../core/table/from-rows.js';
import { rowsToParts } from '../rows-to-parts.js';
import { Secrets } from '../secrets.js';
import type { SourceAdapter, SourceSurroundings } from '../source.js';
import { openPostgresQuery } from './postgres-query.js';
import { openSqliteQuery } from './sqlite-query.js';

/** A running query: rows in batches, through a cursor. */
export interface OpenedQuery {
  /** Names are unique; types only where the database knows them. */
  readonly columns: readonly { readonly name: string; readonly type?: ColumnType | undefined }[];
  batches(): AsyncIterable<readonly Row[]>;
  close(): Promise<void>;
}

export interface QueryRequest {
  /** Secrets revealed. */
  readonly database: string;
  readonly query: string;
  readonly values: SqlSource['values'];
  readonly surroundings: SourceSurroundings;
  /** Takes secrets out of a text. */
  hide(message: string): string;
}

/** Rows of a query on PostgreSQL or SQLite. */
export const sqlSource: SourceAdapter<SqlSource> = {
  async open({ database, query, values }, surroundings, columns) {
    const secrets = new Secrets(surroundings);
    const revealed = secrets.reveal(database);
    hidePassword(revealed, secrets);
    const open = /^postgres(ql)?:/.test(revealed) ? openPostgresQuery : /^sqlite:/.test(revealed) ? openSqliteQuery : refuseDatabase;
    const opened = await open({ database: revealed, query, values, surroundings, hide: (message) => secrets.hide(message) });
    try {
      const known = opened.columns.flatMap(({ name, type }) => (type === undefined ? [] : [[name, type] as const]));
      const { schema, parts, rows } = await rowsToParts(opened.batches(), { ...Object.fromEntries(known), ...columns });
      return { schema, parts, summary: () => ({ rows: rows(), bytes: 0, rejected: [] }), close: () => opened.close() };
    } catch (error) {
      await opened.close();
      throw error;
    }
  },

  fingerprint: ({ version }) => Promise.resolve(version ?? null),
};

/** A query's result has a name for each column, once. @throws LeatError `SCHEMA_COLUMN_DUPLICATE` */
export function requireUniqueNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return;
  throw new LeatError('SCHEMA_COLUMN_DUPLICATE', `sql query: expected every column once, got "${twice}" twice: rename one with AS`, {
    details: { column: twice },
  });
}

function refuseDatabase(): never {
  throw new LeatError('PARAMETER_INVALID', 'sql source: expected a database postgres://… or sqlite:PATH, got another scheme');
}

function hidePassword(database: string, secrets: Secrets): void {
  if (!URL.canParse(database)) return;
  const { password } = new URL(database);
  secrets.hideAlso(password);
  secrets.hideAlso(decodeURIComponent(password));
}
