import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const worker = defineCommand({
  name: 'worker',
  summary: 'Run stages until stopped',
  example: 'leat worker',
  input: z.strictObject({}),
  async run(_input, context) {
    const [config, { createWorker }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    const interrupted = context.interrupts.awaited();
    const created = await createWorker(config);
    context.terminal.say(`worker takes stages from task queue "${config.taskQueue}" of ${config.temporal.address}`);
    if (created.metricsUrl !== null) context.terminal.say(`metrics for Prometheus are at ${created.metricsUrl}`);
    await Promise.race([created.run(), interrupted]);
    await created.stop();
    return { document: { stopped: true }, text: 'worker stopped', exitCode: context.interrupts.exitCode };
  },
});
