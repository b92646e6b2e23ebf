import { z } from 'zod';
import { defineRoute } from '../define-route.js';

const auditRecord = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actor: z.string().describe('a key with its name and id, or a person on a machine'),
  action: z.string().describe('such as `run.start`'),
  subject: z.record(z.string(), z.string()).describe('what it was done to'),
  outcome: z.enum(['done', 'refused']),
  requestId: z.string().nullable(),
});

export const getAuditLog = defineRoute({
  method: 'GET',
  path: '/api/v1/audit',
  summary: 'Who did what, newest first, page by page',
  role: 'admin',
  request: {
    query: z.strictObject({
      actor: z.string().optional(),
      action: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().optional().describe('`next` of the page before'),
    }),
  },
  replies: { 200: z.object({ entries: z.array(auditRecord), next: z.string().nullable() }) },
  problems: [],

  async handle({ query: { actor, action, limit, cursor } }, { metadata }) {
    const found = await metadata.auditLog({
      ...(actor !== undefined && { actor }),
      ...(action !== undefined && { action }),
      ...(cursor !== undefined && { before: cursor }),
      limit: limit + 1, // one more tells whether there is another page
    });
    const entries = found.slice(0, limit);
    return { status: 200, body: { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null } };
  },
});
