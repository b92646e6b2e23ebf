import { z } from 'zod';
import { milliseconds, type Duration } from '../../core/pipeline/duration.js';
import { defineCommand } from '../define-command.js';
import { bytesText } from '../text/bytes-text.js';

const age = z.string().regex(/^\d+(ms|s|m|h|d)$/, { error: 'expected a duration such as 12h or 7d' });

export const clean = defineCommand({
  name: 'clean',
  summary: 'Delete artifacts that nothing refers to, and old records of events',
  example: 'leat clean --older-than 7d --dry-run',
  input: z.strictObject({
    olderThan: age.default('1d').describe('keep what was written or used since').meta({ placeholder: 'duration' }),
    eventsOlderThan: age
      .default('30d')
      .describe('of events that were received, sent or recorded of a run: keep newer ones, and all that wait for a replay')
      .meta({ placeholder: 'duration' }),
    dryRun: z.boolean().default(false).describe('count, and delete nothing'),
  }),
  async run({ olderThan, eventsOlderThan, dryRun }, context) {
    const [config, { cleanStores }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    // The pattern above is that of a duration.
    const [olderThanMs, eventsOlderThanMs] = [olderThan, eventsOlderThan].map((text) => milliseconds(text as Duration)) as [number, number];
    const { artifacts, bytes, events } = await cleanStores(config, { olderThanMs, eventsOlderThanMs, dryRun });
    const { received, deliveries, ofRuns } = events;
    const forgotten = received + deliveries + ofRuns;
    if (!dryRun) await context.did('stores.clean', { artifacts: String(artifacts), events: String(forgotten) });
    const what = `${String(artifacts)} ${artifacts === 1 ? 'artifact' : 'artifacts'} (${bytesText(bytes)})`;
    const records = `${String(forgotten)} ${forgotten === 1 ? 'record' : 'records'} of events`;
    return { document: { artifacts, bytes, events, dryRun }, text: `${dryRun ? 'would delete' : 'deleted'} ${what} and ${records}` };
  },
});
