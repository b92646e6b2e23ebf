import { z } from 'zod';
import { createdWebhook, rotatedSecret, webhookChange, webhookRecord, webhookRequest } from '../../core/api/webhook.js';
import type { WebhookRecord } from '../../stores/metadata/trigger-store.js';
import { changeHeaders } from '../change-headers.js';
import { defineRoute } from '../define-route.js';
import { requireMatch, tagged } from '../etag.js';

const named = z.strictObject({ webhook: z.string() });

export const listWebhooks = defineRoute({
  method: 'GET',
  path: '/api/v1/webhooks',
  summary: 'Webhooks that are subscribed',
  role: 'admin',
  request: {},
  replies: { 200: z.object({ webhooks: z.array(webhookRecord) }) },
  problems: [],
  handle: async (_request, { client }) => ({ status: 200, body: { webhooks: (await client.webhooks.list()).map(shown) } }),
});

export const createWebhook = defineRoute({
  method: 'POST',
  path: '/api/v1/webhooks',
  summary: 'Subscribe a webhook to events of runs and models',
  role: 'admin',
  action: 'webhook.create',
  request: { body: webhookRequest },
  replies: { 201: createdWebhook },
  problems: ['WEBHOOK_INVALID'],

  async handle({ body }, { client }) {
    const { webhook, secret } = await client.webhooks.create(body);
    return { status: 201, headers: { location: `/api/v1/webhooks/${webhook.id}` }, body: { ...shown(webhook), secret } };
  },
});

export const getWebhook = defineRoute({
  method: 'GET',
  path: '/api/v1/webhooks/:webhook',
  summary: 'A webhook',
  role: 'admin',
  request: { params: named },
  replies: { 200: webhookRecord, 304: 'nothing: the client has it' },
  problems: ['WEBHOOK_UNKNOWN'],
  handle: async ({ params: { webhook }, headers }, { client }) => tagged(shown(await client.webhooks.get(webhook)), { headers }),
});

export const changeWebhook = defineRoute({
  method: 'PATCH',
  path: '/api/v1/webhooks/:webhook',
  summary: 'Change fields of a webhook',
  role: 'admin',
  action: 'webhook.change',
  request: { params: named, headers: changeHeaders, body: webhookChange },
  replies: { 200: webhookRecord },
  problems: ['WEBHOOK_UNKNOWN', 'WEBHOOK_INVALID', 'PRECONDITION_FAILED'],

  async handle({ params: { webhook }, headers, body }, { client }) {
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    const changed = await client.webhooks.change(webhook, given, (present) => requireMatch(headers, shown(present)));
    return { status: 200, body: shown(changed) };
  },
});

export const deleteWebhook = defineRoute({
  method: 'DELETE',
  path: '/api/v1/webhooks/:webhook',
  summary: 'Delete a webhook, with the log of its deliveries',
  role: 'admin',
  action: 'webhook.delete',
  request: { params: named, headers: changeHeaders },
  replies: { 204: 'nothing' },
  problems: ['WEBHOOK_UNKNOWN', 'PRECONDITION_FAILED'],

  async handle({ params: { webhook }, headers }, { client }) {
    await client.webhooks.delete(webhook, (present) => requireMatch(headers, shown(present)));
    return { status: 204, body: '' };
  },
});

export const rotateSecret = defineRoute({
  method: 'POST',
  path: '/api/v1/webhooks/:webhook/rotate',
  summary: 'Give a webhook a new secret; the one before is valid for a day',
  role: 'admin',
  action: 'webhook.rotate',
  request: { params: named, headers: changeHeaders },
  replies: { 200: rotatedSecret },
  problems: ['WEBHOOK_UNKNOWN', 'PRECONDITION_FAILED'],

  async handle({ params: { webhook }, headers }, { client }) {
    return { status: 200, body: await client.webhooks.rotate(webhook, (present) => requireMatch(headers, shown(present))) };
  },
});

/** Without its secrets. */
function shown({ secrets, ...webhook }: WebhookRecord): Omit<WebhookRecord, 'secrets'> & { readonly secrets: number } {
  const now = new Date().toISOString();
  return { ...webhook, secrets: secrets.filter(({ until }) => until === null || until > now).length };
}
