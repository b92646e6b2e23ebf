import { LeatError } from '../../core/errors.js';
import type { SqlDestination } from '../../core/pipeline/destination-descriptions.js';
import { Secrets } from '../../core/secrets.js';
import { hidePassword } from '../sql/hide-password.js';
import type { DestinationAdapter } from './destination.js';
import type { SqlTarget, SqlWriter } from './sql-writer.js';

export const sqlDestination: DestinationAdapter<SqlDestination> = {
  async open({ database, table, mode }, request) {
    const secrets = new Secrets(request);
    const revealed = secrets.reveal(database);
    hidePassword(revealed, secrets);
    const writer = await openWriter({
      database: revealed,
      table,
      schema: request.schema,
      request,
      hide: (message) => secrets.hide(message),
    });
    try {
      const known = await writer.written(request.id);
      if (known === null) await writer.begin(request.id, mode === 'replace');
      let rows = known ?? 0;
      return {
        rows,
        async append(part) {
          await writer.append(request.id, part, rows + part.rows);
          rows += part.rows;
          return { rows };
        },
        finish: () => writer.finish(request.id),
        close: () => writer.close(),
      };
    } catch (error) {
      await writer.close();
      throw error;
    }
  },
};

/** A driver is loaded by the first write that needs it. */
async function openWriter(target: SqlTarget): Promise<SqlWriter> {
  if (/^postgres(ql)?:/.test(target.database)) return (await import('./postgres-writer.js')).openPostgresWriter(target);
  if (target.database.startsWith('sqlite:')) return (await import('./sqlite-writer.js')).openSqliteWriter(target);
  throw new LeatError('PARAMETER_INVALID', 'sql destination: expected a database postgres://… or sqlite:PATH, got another scheme');
}
