import { z } from 'zod';
import { eventStates } from '../../core/api/event.js';
import { defineCommand } from '../define-command.js';
import { tableText } from '../text/table-text.js';

export const eventsList = defineCommand({
  name: 'events list',
  summary: 'List CloudEvents that were received, and what came of them',
  example: 'leat events list --state failed',
  input: z.strictObject({
    state: z.enum(eventStates).optional().describe('only those in this state'),
    limit: z.coerce.number().int().positive().default(50).describe('how many').meta({ placeholder: 'n' }),
  }),
  async run({ state, limit }, context) {
    const events = await (await context.client()).events.list({ limit, ...(state !== undefined && { state }) });
    const head = ['KEY', 'RECEIVED (UTC)', 'TYPE', 'SOURCE', 'STATE', 'RUNS'].map((title) => context.terminal.paint('dim', title));
    const rows = events.map(({ key, event, receivedAt, state: came, runs, error }) => [
      key,
      receivedAt.toISOString(),
      String(event.type),
      String(event.source),
      came,
      error?.message ?? runs.map(({ pipeline, runId }) => `${pipeline} ${runId}`).join(', '),
    ]);
    return { document: { events }, text: events.length === 0 ? 'no events' : tableText([head, ...rows]) };
  },
});
