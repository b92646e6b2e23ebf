import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { checkups, type Finding } from '../doctor/checkups.js';
import { EXIT } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check what Leat needs on this machine, and say how to mend it',
  example: 'leat doctor',
  input: z.strictObject({}),
  async run(_input, context) {
    const findings = await Promise.all(checkups.map((checkup) => checkup(context)));
    const isWell = findings.every(({ ok }) => ok);
    return {
      document: { ok: isWell, checks: findings },
      text: findings.map((finding) => findingText(finding, context.terminal)).join('\n'),
      exitCode: isWell ? EXIT.done : EXIT.failed,
    };
  },
});

function findingText({ name, ok, found, mend }: Finding, terminal: Terminal): string {
  const line = `${terminal.paint(ok ? 'green' : 'red', ok ? '✔' : '✖')} ${name}: ${found}`;
  return mend === null ? line : `${line}\n    ${mend}`;
}
