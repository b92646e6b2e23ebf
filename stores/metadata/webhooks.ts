import type { Transaction } from 'kysely';
import { LeatError } from '../../core/errors.js';
import type { Database } from './database.js';
import type { DatabaseSchema } from './database-schema.js';
import { parseJson, parseTime } from './parse-column.js';
import type { WebhookDeliveryRow, WebhookRow } from './trigger-rows.js';
import type { DeliveryRecord, DeliveryState, TriggerStore, WebhookForm, WebhookRecord } from './trigger-store.js';

type Webhooks = Pick<TriggerStore, 'createWebhook' | 'webhook' | 'webhooks' | 'changeWebhook'>;
type Deliveries = Pick<TriggerStore, 'createDelivery' | 'delivery' | 'deliveries' | 'noteDelivery'>;

export function webhooks(database: Database): Webhooks & Deliveries {
  return {
    createWebhook: ({ id, secrets, ...form }) =>
      database.write(async (transaction) => {
        const row = { id, ...columnsOf(form, secrets), created_at: new Date().toISOString() };
        await transaction.insertInto('webhooks').values(row).execute();
        return webhookOf(row);
      }),

    webhook: (id) =>
      database.query(async (kysely) => {
        const row = await kysely.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? null : webhookOf(row);
      }),

    webhooks: () =>
      database.query(async (kysely) =>
        (await kysely.selectFrom('webhooks').selectAll().orderBy('created_at', 'desc').orderBy('id').execute()).map(webhookOf),
      ),

    changeWebhook: (id, change) => database.write((transaction) => changeAsItStands(transaction, id, change)),

    ...deliveries(database),
  };
}

function deliveries(database: Database): Deliveries {
  return {
    createDelivery: ({ id, webhook, event, body }) =>
      database.write(async (transaction) => {
        const waiting = { state: 'waiting', attempts: 0, answer: null, created_at: new Date().toISOString(), ended_at: null };
        await transaction
          .insertInto('webhook_deliveries')
          .values({ id, webhook, event, body, ...waiting })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),

    delivery: (id) =>
      database.query(async (kysely) => {
        const row = await kysely.selectFrom('webhook_deliveries').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? null : deliveryOf(row);
      }),

    deliveries: (webhook, { before, limit }) =>
      database.query(async (kysely) => {
        let query = kysely.selectFrom('webhook_deliveries').selectAll().where('webhook', '=', webhook);
        if (before !== undefined) {
          const last = await kysely
            .selectFrom('webhook_deliveries')
            .select(['created_at', 'id'])
            .where('id', '=', before)
            .executeTakeFirst();
          if (last === undefined) return [];
          query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(last.created_at, last.id)));
        }
        const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
        return rows.map(deliveryOf);
      }),

    noteDelivery: (id, { state, answer }) =>
      database.write(async (transaction) => {
        await transaction
          .updateTable('webhook_deliveries')
          .set(({ eb }) => ({
            state,
            answer,
            attempts: eb('attempts', '+', state === 'failed' ? 0 : 1),
            ended_at: state === 'waiting' ? null : new Date().toISOString(),
          }))
          .where('id', '=', id)
          .execute();
      }),
  };
}

/** Until what was read is still there when it is written: whoever comes second is asked anew, by what the first has made of it. */
async function changeAsItStands(
  transaction: Transaction<DatabaseSchema>,
  id: string,
  change: Parameters<TriggerStore['changeWebhook']>[1],
): Promise<WebhookRecord> {
  for (;;) {
    const row = await transaction.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new LeatError('WEBHOOK_UNKNOWN', `no webhook has the id "${id}"`, { details: { webhook: id } });
    const changed = change(webhookOf(row));
    const unchanged = { id, form: row.form, secrets: row.secrets };
    if (changed === null) {
      const { numDeletedRows } = await transaction
        .deleteFrom('webhooks')
        .where(({ and }) => and(unchanged))
        .executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) continue;
      await transaction.deleteFrom('webhook_deliveries').where('webhook', '=', id).execute();
      return webhookOf(row);
    }
    const columns = columnsOf(changed, changed.secrets);
    const { numUpdatedRows } = await transaction
      .updateTable('webhooks')
      .set(columns)
      .where(({ and }) => and(unchanged))
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) return webhookOf({ ...row, ...columns });
  }
}

function columnsOf(form: WebhookForm, secrets: WebhookRecord['secrets']): Pick<WebhookRow, 'form' | 'secrets'> {
  const { url, description, events, pipelines, enabled } = form;
  return { form: JSON.stringify({ url, description, events, pipelines, enabled }), secrets: JSON.stringify(secrets) };
}

function webhookOf(row: WebhookRow): WebhookRecord {
  return {
    id: row.id,
    ...parseJson<WebhookForm>(row.form),
    secrets: parseJson<WebhookRecord['secrets']>(row.secrets),
    createdAt: new Date(row.created_at),
  };
}

function deliveryOf(row: WebhookDeliveryRow): DeliveryRecord {
  return {
    id: row.id,
    webhook: row.webhook,
    event: row.event,
    body: row.body,
    state: row.state as DeliveryState, // columns hold what the port's types let in
    attempts: row.attempts,
    answer: row.answer,
    createdAt: new Date(row.created_at),
    endedAt: parseTime(row.ended_at),
  };
}
