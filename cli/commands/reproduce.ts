import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { EXIT } from '../exit-codes.js';
import { followRun } from '../follow-run.js';
import { changeText } from '../text/change-text.js';

export const reproduce = defineCommand({
  name: 'reproduce',
  summary: 'Run exactly what an earlier run ran, its code too, and compare what comes out',
  example: 'leat reproduce latest',
  positional: ['run'],
  input: z.strictObject({ run: z.string().describe('id, beginning of an id, or "latest"') }),
  async run({ run }, context) {
    const { runs, provenance } = await context.client();
    const original = await runs.find(run);
    const address = await runs.reproduce(original);
    await context.did('run.reproduce', { run: address.runId, original });
    const followed = await followRun(address, context);
    if (context.interrupts.areComing) return followed;
    const differing = await provenance.differing(original, address.runId);
    const { stages } = await runs.get(original);
    const compared = stages.filter(({ outputs }) => Object.keys(outputs).length > 0).length;
    const verdict =
      differing.length === 0
        ? `${context.terminal.paint('green', 'same')} digests in all ${String(compared)} stages as run ${original}`
        : `${context.terminal.paint('red', 'different')} from run ${original}: ${differing.map(({ stage }) => stage).join(', ')}`;
    const lines = differing.flatMap(({ stage, outputs }) => outputs.map((output) => `  ${stage} ${changeText(output)}`));
    const document = { runId: address.runId, reproduced: original, differing, run: followed.document };
    const exitCode = differing.length === 0 ? (followed.exitCode ?? EXIT.done) : EXIT.failed;
    return { document, text: [followed.text, '', verdict, ...lines].join('\n'), exitCode };
  },
});
