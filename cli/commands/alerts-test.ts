import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { EXIT } from '../exit-codes.js';

export const alertsTest = defineCommand({
  name: 'alerts test',
  summary: 'Send a test alert through the configured channels, and tell what each answered',
  example: 'leat alerts test ops',
  positional: ['channel'],
  input: z.strictObject({ channel: z.string().optional().describe('name of a channel; every one when left out') }),
  async run({ channel }, context) {
    const { testAlerts } = await import('../../worker/index.js');
    const answers = await testAlerts(await context.config(), channel);
    const lines = answers.map(({ channel: name, kind, accepted, answer }) => {
      const mark = context.terminal.paint(accepted ? 'green' : 'red', accepted ? '✔' : '✖');
      return `${mark} ${name} (${kind}): ${answer}`;
    });
    return {
      document: { channels: answers },
      text: lines.join('\n'),
      exitCode: answers.every(({ accepted }) => accepted) ? EXIT.done : EXIT.failed,
    };
  },
});
