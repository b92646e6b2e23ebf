import { z } from 'zod';

const fields = {
  url: z.string().max(2_000).describe('https:// or http://; what the server may reach is set by `network.allow`'),
  description: z.string().max(500).describe('for people'),
  events: z.array(z.string()).min(1).max(50).describe('names of events; * stands for any part of a name'),
  pipelines: z.array(z.string()).min(1).max(50).describe('names of pipelines; * stands for any part of a name'),
  enabled: z.boolean(),
};

export const webhookRequest = z.strictObject({
  url: fields.url,
  description: fields.description.default(''),
  events: fields.events.default(['*']),
  pipelines: fields.pipelines.default(['*']),
  enabled: fields.enabled.default(true),
});

export const webhookChange = z.strictObject(fields).partial();

export const webhookRecord = z.object({
  id: z.string(),
  ...fields,
  createdAt: z.iso.datetime(),
  secrets: z.int().describe('how many are valid now: two for a day after a rotation'),
});

const secret = z.string().describe('for the library of Standard Webhooks; shown this once');

export const createdWebhook = webhookRecord.extend({ secret });
export const rotatedSecret = z.object({ secret, previousUntil: z.iso.datetime() });

export const deliveryRecord = z.object({
  id: z.string(),
  webhook: z.string(),
  event: z.string(),
  body: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int(),
  answer: z.string().nullable().describe('to the last try'),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
