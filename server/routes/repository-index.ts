import { z } from 'zod';
import { defineRoute } from '../define-route.js';

const indexEntry = z.object({ name: z.string(), version: z.string(), state: z.enum(['READY', 'UNAVAILABLE']), reason: z.string() });

/** The model repository extension of the protocol; its body is optional there. */
export const repositoryIndex = defineRoute({
  method: 'POST',
  path: '/v2/repository/index',
  summary: 'Models that are served, by alias',
  role: 'viewer',
  request: { body: z.strictObject({ ready: z.boolean().default(false).describe('only those that are ready') }).nullish() },
  replies: { 200: z.array(indexEntry) },
  problems: [],

  handle({ body }, { models }) {
    const entries = models.aliases().map(({ name, alias, version, failure }) => ({
      name: `${name}@${alias}`,
      version: String(version ?? ''),
      state: version === null ? 'UNAVAILABLE' : 'READY',
      reason: failure ?? '',
    }));
    return { status: 200, body: entries.filter(({ state }) => state === 'READY' || body?.ready !== true) };
  },
});
