import { z } from 'zod';
import type { RunDetails } from '../../client/runs.js';
import { defineCommand } from '../define-command.js';
import { timeText, whenText } from '../text/schedule-text.js';
import { tableText } from '../text/table-text.js';

export const schedulesShow = defineCommand({
  name: 'schedules show',
  summary: 'Show a schedule: its options, next times and latest runs',
  example: 'leat schedules show nightly',
  positional: ['name'],
  input: z.strictObject({ name: z.string().describe('name of the schedule') }),
  async run({ name }, context) {
    const { schedules, runs } = await context.client();
    const details = await schedules.get(name);
    const latest = await runs.list({ schedule: name, limit: 10 });
    const { schedule, paused, note, next, skipped, changedByHand } = details;
    const facts = [
      ['pipeline', `${schedule.pipeline} ${JSON.stringify(schedule.params)}`],
      ['when', whenText(schedule)],
      ['state', `${paused ? 'paused' : 'active'}${note === '' ? '' : `: ${note}`}`],
      ['next', paused ? '' : next.slice(0, 3).map(timeText).join(', ')],
      ['overlap', `${schedule.overlap}, ${String(skipped.overlap)} left out`],
      ['catch-up', `${schedule.catchUp}, ${String(skipped.catchUp)} missed`],
      ...(schedule.jitter === undefined ? [] : [['jitter', schedule.jitter]]),
      ...(schedule.deadline === undefined ? [] : [['deadline', schedule.deadline]]),
      ...(schedule.pauseOnFailure ? [['on failure', 'pauses']] : []),
      ['declared', schedule.declared ? "in the project's code" : 'made by hand'],
      ...(changedByHand.length === 0 ? [] : [['changed', `in Temporal itself: ${changedByHand.join(', ')}`]]),
    ];
    const runRows = latest.map((run) => [run.id, run.state, windowText(run)]);
    const text = [tableText(facts), ...(runRows.length === 0 ? [] : ['', tableText(runRows)])].join('\n');
    return { document: { ...details, runs: latest }, text };
  },
});

function windowText({ window }: RunDetails['run']): string {
  return window === null ? '' : `${timeText(window.start)} to ${timeText(window.end)}`;
}
