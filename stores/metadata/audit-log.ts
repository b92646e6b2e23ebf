import { randomUUID } from 'node:crypto';
import type { AuditRow } from './database-schema.js';
import type { Database } from './database.js';
import type { AuditRecord, MetadataStore } from './metadata-store.js';
import { parseJson } from './parse-column.js';

type AuditLog = Pick<MetadataStore, 'audit' | 'auditLog'>;

export function auditLog(database: Database): AuditLog {
  return {
    audit: (entry) => {
      const row = rowOf(entry); // made once: the work may be repeated
      return database.write(async (transaction) => {
        await transaction
          .insertInto('audit_log')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      });
    },

    auditLog: ({ actor, action, before, limit }) =>
      database.query(async (kysely) => {
        let query = kysely.selectFrom('audit_log').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit);
        if (actor !== undefined) query = query.where('actor', '=', actor);
        if (action !== undefined) query = query.where('action', '=', action);
        if (before !== undefined) {
          const last = await kysely.selectFrom('audit_log').select(['at', 'id']).where('id', '=', before).executeTakeFirst();
          if (last === undefined) return [];
          const { at, id } = last;
          query = query.where((eb) => eb.or([eb('at', '<', at), eb.and([eb('at', '=', at), eb('id', '<', id)])]));
        }
        return (await query.execute()).map(recordOf);
      }),
  };
}

function rowOf({ actor, action, subject, outcome, requestId }: Parameters<AuditLog['audit']>[0]): AuditRow {
  const at = new Date().toISOString();
  return { id: randomUUID(), at, actor, action, subject: JSON.stringify(subject), outcome, request_id: requestId };
}

function recordOf(row: AuditRow): AuditRecord {
  return {
    id: row.id,
    at: new Date(row.at),
    actor: row.actor,
    action: row.action,
    subject: parseJson<AuditRecord['subject']>(row.subject),
    outcome: row.outcome,
    requestId: row.request_id,
  };
}
