import { parseArgs } from 'node:util';
import { noDisk } from '../support/mount-disk.js';
import { faults } from './faults.js';
import { runChaos, type RoundReport } from './run-chaos.js';

/** `npm run chaos -- [--rounds N] [--seed S] [--stages N] [--within MINUTES] [--json]`; exits with 1 at a loss. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    stages: { type: 'string', default: '200' },
    within: { type: 'string', default: '600' },
    json: { type: 'boolean', default: false },
  },
});
if (noDisk !== undefined) console.error(`the disk is not filled: ${noDisk}`);
const began = Date.now();
const rounds = await runChaos({
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  stages: Number(values.stages),
  withinMs: Number(values.within) * 60_000,
  report: tell,
});
const losses = rounds.flatMap((round) => round.losses);
const struck = Object.keys(faults).map(
  (name) => [name, rounds.flatMap((round) => round.faults).filter((one) => one === name).length] as const,
);
const summary = {
  rounds: rounds.length,
  seed: Number(values.seed),
  stages: Number(values.stages),
  seconds: Math.round((Date.now() - began) / 1000),
};
if (values.json) console.log(JSON.stringify({ ...summary, faults: Object.fromEntries(struck), losses }));
else {
  for (const [name, value] of [...Object.entries(summary), ...struck, ['losses', losses.length] as const])
    console.log(`${name.padEnd(24)}${String(value).padStart(6)}`);
}
process.exitCode = losses.length === 0 ? 0 : 1;

/** To the error stream: the standard one has the result alone. */
function tell({ round, seconds, faults: names, losses: lost }: RoundReport): void {
  console.error(`round ${String(round)}: ${seconds.toFixed(1)} s; ${names.join(', ') || 'nothing hit'}`);
  for (const { kind, what } of lost) console.error(`  LOSS: ${kind}: ${what}`);
}
