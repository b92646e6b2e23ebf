import { z } from 'zod';
import { milliseconds, type Duration } from '../../core/pipeline/duration.js';
import { defineCommand } from '../define-command.js';
import { bytesText } from '../text/bytes-text.js';

export const clean = defineCommand({
  name: 'clean',
  summary: 'Delete artifacts that nothing refers to',
  example: 'leat clean --older-than 7d --dry-run',
  input: z.strictObject({
    olderThan: z
      .string()
      .regex(/^\d+(ms|s|m|h|d)$/, { error: 'expected a duration such as 12h or 7d' })
      .default('1d')
      .describe('keep what was written or used since')
      .meta({ placeholder: 'duration' }),
    dryRun: z.boolean().default(false).describe('count, and delete nothing'),
  }),
  async run({ olderThan, dryRun }, context) {
    const [config, { cleanStores }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    // The pattern above is that of a duration.
    const { artifacts, bytes } = await cleanStores(config, { olderThanMs: milliseconds(olderThan as Duration), dryRun });
    const what = `${String(artifacts)} ${artifacts === 1 ? 'artifact' : 'artifacts'} (${bytesText(bytes)})`;
    return { document: { artifacts, bytes, dryRun }, text: dryRun ? `would delete ${what}` : `deleted ${what}` };
  },
});
