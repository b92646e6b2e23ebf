import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const server = defineCommand({
  name: 'server',
  summary: 'Serve predictions and the HTTP interface until stopped',
  example: 'LEAT_PORT=8080 leat server',
  input: z.strictObject({ insecure: z.boolean().default(false).describe('answer everyone without a key, from other machines too') }),
  async run({ insecure }, context) {
    const [config, { startServer }, { createLog }] = await Promise.all([
      context.config(),
      import('../../server/main.js'),
      import('../../worker/index.js'),
    ]);
    const interrupted = context.interrupts.awaited();
    const running = await startServer(config, createLog(config.log), { insecure });
    context.terminal.say(`server listens at ${running.url}`);
    await interrupted;
    await running.stop();
    return { document: { stopped: true }, text: 'server stopped', exitCode: context.interrupts.exitCode };
  },
});
