import { z } from 'zod';
import type { ScheduleChange } from '../../client/schedules.js';
import { LeatError } from '../../core/errors.js';
import { checkSchedule } from '../check-schedule.js';
import type { CommandContext } from '../command-context.js';
import { defineCommand } from '../define-command.js';
import { EXIT } from '../exit-codes.js';
import { tableText } from '../text/table-text.js';

export const schedulesApply = defineCommand({
  name: 'schedules apply',
  summary: "Make Temporal's schedules as the project's code declares them; shows the changes first",
  example: 'leat schedules apply --yes',
  input: z.strictObject({
    yes: z.boolean().default(false).describe('change without asking'),
    check: z.boolean().default(false).describe('change nothing; exit with 1 when there is a difference'),
    prune: z.boolean().default(false).describe('delete schedules that were applied once and are no longer declared'),
  }),
  async run({ yes, check, prune }, context) {
    const [config, { listSchedules }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    const declared = await listSchedules(config);
    for (const schedule of declared) await checkSchedule(schedule, context);
    const { schedules } = await context.client();
    const changes = await schedules.compare(declared);
    const text = changes.length === 0 ? 'no schedules are declared' : tableText(changes.map((change) => rowOf(change, prune)));
    const wanted = changes.filter(({ change }) => change !== 'unchanged' && (change !== 'undeclared' || prune));
    if (check) {
      const differs = changes.some(({ change }) => change !== 'unchanged');
      return { document: { changes, applied: false }, text, exitCode: differs ? EXIT.failed : EXIT.done };
    }
    if (wanted.length === 0) return { document: { changes, applied: false }, text };
    context.terminal.say(text);
    if (!yes && !(await isWanted(context)))
      return { document: { changes, applied: false }, text: 'nothing was changed', exitCode: EXIT.failed };
    for (const { name, change } of wanted) {
      const schedule = declared.find((each) => each.name === name);
      if (schedule === undefined) await schedules.delete(name);
      else if (change === 'create') await schedules.create(schedule, { declared: true });
      else await schedules.update(schedule);
      await context.did(`schedule.${schedule === undefined ? 'delete' : change}`, { schedule: name });
    }
    return { document: { changes, applied: true }, text: `applied ${String(wanted.length)} ${wanted.length === 1 ? 'change' : 'changes'}` };
  },
});

async function isWanted({ terminal }: CommandContext): Promise<boolean> {
  if (!terminal.isInteractive) throw new LeatError('USAGE_INVALID', 'leat schedules apply: expected a terminal to ask on, or --yes');
  return (await terminal.ask('Apply? [y/N] ')).startsWith('y');
}

function rowOf({ name, change, fields }: ScheduleChange, prune: boolean): readonly string[] {
  const remarks: Readonly<Record<ScheduleChange['change'], string>> = {
    create: '',
    update: fields.join(', '),
    unchanged: '',
    drifted: `changed in Temporal itself: ${fields.join(', ')}`,
    undeclared: prune ? 'will be deleted' : 'kept; --prune deletes it',
  };
  return [change, name, remarks[change]];
}
