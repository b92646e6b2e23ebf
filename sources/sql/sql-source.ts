import { LeatError } from '../../core/errors.js';
import type { SqlSource } from '../../core/pipeline/source-descriptions.js';
import { rowsToParts } from '../rows-to-parts.js';
import { Secrets } from '../secrets.js';
import type { SourceAdapter } from '../source.js';
import { openPostgresQuery } from './postgres-query.js';
import { openSqliteQuery } from './sqlite-query.js';

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

function refuseDatabase(): never {
  throw new LeatError('PARAMETER_INVALID', 'sql source: expected a database postgres://… or sqlite:PATH, got another scheme');
}

function hidePassword(database: string, secrets: Secrets): void {
  if (!URL.canParse(database)) return;
  const { password } = new URL(database);
  secrets.hideAlso(password);
  secrets.hideAlso(decodeURIComponent(password));
}
