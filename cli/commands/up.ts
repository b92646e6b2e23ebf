import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { EXIT } from '../exit-codes.js';
import { followRun } from '../follow-run.js';
import { saveReports } from '../save-reports.js';
import { startEverything } from '../up/start-everything.js';
import { tryPrediction } from '../up/try-prediction.js';
import { welcomeText } from '../up/welcome-text.js';

export const up = defineCommand({
  name: 'up',
  summary: 'Start everything on this machine, and run the first pipeline',
  example: 'leat up --once',
  input: z.strictObject({
    once: z.boolean().default(false).describe('stop after a prediction over HTTP has been checked'),
    pipeline: z.string().optional().describe('run this one instead of the first that is declared').meta({ placeholder: 'name' }),
    insecure: z.boolean().default(false).describe('answer everyone without a key, from other machines too'),
  }),
  async run({ once, pipeline, insecure }, context) {
    const { terminal, interrupts } = context;
    const interrupted = interrupts.awaited();
    const everything = await startEverything(context, { insecure });
    try {
      const name = pipeline ?? (await everything.firstPipeline());
      const client = await context.client();
      const address = await client.runs.start(name);
      await context.did('run.start', { pipeline: name, run: address.runId });
      const { text, exitCode } = await followRun(address, context);
      terminal.say(`\n${text}`);
      if (interrupts.areComing) return { document: address, text: '', exitCode: interrupts.exitCode };
      const details = await client.runs.get(address.runId);
      const prediction =
        exitCode === undefined
          ? await tryPrediction(details.run, {
              client,
              url: everything.addresses.server,
              asksForKeys: everything.asksForKeys,
              did: (action, subject) => context.did(action, subject),
            })
          : null;
      const welcome = { ...everything.addresses, reports: await saveReports(details, { client, home: everything.home }), prediction };
      const document = { runId: address.runId, state: details.run.state, ...welcome };
      const isSound = prediction !== null && prediction.answer !== null;
      if (once) return { document, text: welcomeText(welcome, terminal), exitCode: isSound ? EXIT.done : EXIT.failed };
      terminal.say(`${welcomeText(welcome, terminal)}\n\nCtrl-C stops everything; runs go on after the next start.`);
      await Promise.race([interrupted, everything.ended]);
      return { document, text: 'stopped', exitCode: interrupts.exitCode };
    } finally {
      await everything.stop();
    }
  },
});
