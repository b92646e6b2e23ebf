import { z } from 'zod';
import type { CommandContext } from '../command-context.js';
import { defineCommand, type CommandResult } from '../define-command.js';
import { EXIT } from '../exit-codes.js';
import { parseMoment } from '../parse-moment.js';
import { backfillText } from '../text/backfill-text.js';

export const schedulesBackfill = defineCommand({
  name: 'schedules backfill',
  summary: 'Run a schedule for the past intervals of a range that have no result yet',
  example: 'leat schedules backfill nightly --from 2026-01-01 --to 2026-02-01 --limit 8',
  positional: ['name'],
  input: z.strictObject({
    name: z.string().describe('name of the schedule'),
    from: z.string().describe("first moment, by the clocks of the schedule's time zone").meta({ placeholder: 'time' }),
    to: z.string().describe('first moment after it').meta({ placeholder: 'time' }),
    limit: z.coerce.number().int().min(1).max(100).default(4).describe('runs at once, at most').meta({ placeholder: 'count' }),
    failedOnly: z.boolean().default(false).describe('only intervals whose latest run failed or was cancelled'),
    detach: z.boolean().default(false).describe('start the backfill and return'),
  }),
  async run({ name, from, to, limit, failedOnly, detach }, context) {
    const { schedules, backfills } = await context.client();
    const { schedule } = await schedules.get(name);
    const range = { from: parseMoment('--from', from, schedule.timeZone), to: parseMoment('--to', to, schedule.timeZone) };
    await backfills.start(schedule, { ...range, limit, failedOnly });
    await context.did('schedule.backfill', { schedule: name, from: range.from.toISOString(), to: range.to.toISOString() });
    if (detach) return { document: { name, ...range }, text: `started the backfill of ${name}; see "leat runs"` };
    return followBackfill(name, context);
  },
});

/** Shows how far it is until it is over. Ctrl-C leaves it running. */
async function followBackfill(name: string, context: CommandContext): Promise<CommandResult> {
  const { terminal, interrupts } = context;
  const { backfills } = await context.client();
  const interrupted = interrupts.awaited().then(() => null);
  const progresses = backfills.watch(name);
  let shown = '';
  for (;;) {
    const look = await Promise.race([progresses.next(), interrupted]);
    if (look === null) {
      const text = `the backfill of ${name} goes on; "leat runs" lists its runs`;
      return { document: { name, state: 'running' }, text, exitCode: EXIT.interrupted };
    }
    if (look.done === true) throw new Error('invariant: the last progress is the end');
    const text = backfillText(look.value.progress);
    if (look.value.isOver) {
      if (terminal.isLive) terminal.draw('\r\u001b[K');
      return { document: { name, ...look.value.progress }, text, exitCode: look.value.progress.failed > 0 ? EXIT.failed : EXIT.done };
    }
    if (terminal.isLive) terminal.draw(`\r\u001b[K${text}`);
    else if (text !== shown) terminal.say(text);
    shown = text;
  }
}
