import { z } from 'zod';
import { nextPage, pageQuery } from '../../core/api/paging.js';
import { deliveryRecord } from '../../core/api/webhook.js';
import { defineRoute } from '../define-route.js';
import { readPage } from '../read-page.js';

const webhookNamed = z.strictObject({ webhook: z.string() });

export const testWebhook = defineRoute({
  method: 'POST',
  path: '/api/v1/webhooks/:webhook/test',
  summary: 'Send an event of a test to a webhook',
  role: 'admin',
  action: 'webhook.test',
  request: { params: webhookNamed },
  replies: { 202: deliveryRecord },
  problems: ['WEBHOOK_UNKNOWN', 'TEMPORAL_UNREACHABLE'],
  handle: async ({ params: { webhook } }, { client }) => ({ status: 202, body: await client.webhooks.test(webhook) }),
});

export const listDeliveries = defineRoute({
  method: 'GET',
  path: '/api/v1/webhooks/:webhook/deliveries',
  summary: 'What was sent to a webhook, newest first, page by page',
  role: 'admin',
  request: { params: webhookNamed, query: z.strictObject(pageQuery) },
  replies: { 200: z.object({ deliveries: z.array(deliveryRecord), next: nextPage }) },
  problems: ['WEBHOOK_UNKNOWN'],

  async handle({ params: { webhook }, query: { limit, cursor } }, { client }) {
    const page = cursor === undefined ? {} : { before: cursor };
    const ask = (most: number) => client.webhooks.deliveries(webhook, { ...page, limit: most });
    const { entries: deliveries, next } = await readPage(limit, ask, ({ id }) => id);
    return { status: 200, body: { deliveries, next } };
  },
});

export const redeliver = defineRoute({
  method: 'POST',
  path: '/api/v1/webhooks/:webhook/deliveries/:delivery/redeliver',
  summary: 'Send an event to a webhook once more',
  role: 'admin',
  action: 'webhook.redeliver',
  request: { params: z.strictObject({ webhook: z.string(), delivery: z.string() }) },
  replies: { 202: deliveryRecord },
  problems: ['WEBHOOK_UNKNOWN', 'TEMPORAL_UNREACHABLE'],
  handle: async ({ params: { webhook, delivery } }, { client }) => ({
    status: 202,
    body: await client.webhooks.redeliver(webhook, delivery),
  }),
});
