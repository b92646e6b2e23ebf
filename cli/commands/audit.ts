import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { timeText } from '../text/schedule-text.js';
import { tableText } from '../text/table-text.js';

export const audit = defineCommand({
  name: 'audit',
  summary: 'Who did what to runs, models, schedules and keys, newest first',
  example: 'leat audit --action model.promote',
  input: z.strictObject({
    actor: z.string().optional().describe('only of this one, as the list shows it').meta({ placeholder: 'name' }),
    action: z.string().optional().describe('only this action').meta({ placeholder: 'action' }),
    limit: z.coerce.number().int().positive().max(1000).default(50).describe('how many at most').meta({ placeholder: 'count' }),
  }),
  async run({ actor, action, limit }, context) {
    const { audit } = await context.client();
    const entries = await audit.list({ limit, ...(actor === undefined ? {} : { actor }), ...(action === undefined ? {} : { action }) });
    const head = ['WHEN (UTC)', 'WHO', 'WHAT', 'TO', 'OUTCOME'].map((title) => context.terminal.paint('dim', title));
    const rows = entries.map((entry) => [timeText(entry.at), entry.actor, entry.action, subjectText(entry.subject), entry.outcome]);
    return { document: { entries }, text: entries.length === 0 ? 'nothing was done yet' : tableText([head, ...rows]) };
  },
});

function subjectText(subject: Readonly<Record<string, string>>): string {
  return Object.entries(subject)
    .map(([what, which]) => `${what} ${which}`)
    .join(', ');
}
