import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { BenchLine, Report } from '../bench.js';
import { meanWithError } from '../mean-with-error.js';
import { runPythonPeer } from '../python-peer.js';
import { spread } from '../spread.js';
import { withRows } from './rows.js';

const run = promisify(execFile);

const figures = z.object({ trainMs: z.number(), peakRssMb: z.number(), auc: z.number(), version: z.string().optional() });
type Figures = z.infer<typeof figures>;

interface Comparison {
  readonly bench: string;
  readonly case: string;
  readonly rows: number;
  readonly trainer: string;
  readonly peer: string;
  readonly threads: number;
  /** Names of the figures to report. */
  readonly names: Readonly<Partial<Record<'trainMs' | 'peakRssMb' | 'auc', string>>>;
}

/** Trains with ours and the peer's turn by turn, each time in a fresh process. */
export async function compare({ rows, trainer, peer, threads, names, ...place }: Comparison, report: Report): Promise<void> {
  const turns = rows > 500_000 ? 1 : 3;
  const ours: Figures[] = [];
  const theirs: Figures[] = [];
  await withRows({ rows, seed: 'trees' }, async (folder) => {
    for (let turn = 0; turn < turns; turn++) {
      ours.push(await trainOurs([folder, trainer, String(threads)]));
      const measured = await runPythonPeer('bench/trees/train_trees.py', folder, peer, String(threads));
      if (measured !== null) theirs.push(figures.parse(measured));
    }
  });
  for (const [key, figure] of Object.entries(names)) {
    const name = key as keyof typeof names; // its own keys
    const unit = { trainMs: 'ms', peakRssMb: 'MB', auc: '' }[name];
    const lineOf = (measured: readonly Figures[]): BenchLine => ({ ...place, figure, unit, ...spreadOf(name, measured) });
    report(lineOf(ours));
    if (theirs[0] !== undefined) report({ ...lineOf(theirs), peer: `${peer} ${theirs[0].version ?? ''}` });
  }
}

interface Contest extends Pick<Comparison, 'bench' | 'case' | 'rows' | 'trainer' | 'peer' | 'threads'> {
  /** Of the rows, drawn anew for each. */
  readonly seeds: number;
}

/** How well both predict, over rows of several seeds: of one, the two differ by chance. */
export async function compareAuc({ rows, seeds, trainer, peer, threads, ...place }: Contest, report: Report): Promise<void> {
  const ours: number[] = [];
  const theirs: Figures[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    await withRows({ rows, seed: `trees-${String(seed)}` }, async (folder) => {
      ours.push((await trainOurs([folder, trainer, String(threads)])).auc);
      const measured = await runPythonPeer('bench/trees/train_trees.py', folder, peer, String(threads));
      if (measured !== null) theirs.push(figures.parse(measured));
    });
  }
  report({ ...place, figure: 'auc_mean', unit: '', ...meanWithError(ours) });
  if (theirs[0] === undefined) return;
  report({
    ...place,
    figure: 'auc_mean',
    unit: '',
    ...meanWithError(theirs.map(({ auc }) => auc)),
    peer: `${peer} ${theirs[0].version ?? ''}`,
  });
  const differences = ours.map((auc, seed) => auc - (theirs[seed]?.auc ?? NaN));
  report({ ...place, figure: 'auc_difference', unit: '', ...meanWithError(differences) });
}

async function trainOurs(parameters: readonly string[]): Promise<Figures> {
  const { stdout } = await run(process.execPath, ['scripts/run-typescript.js', 'bench/trees/train-trees.ts', ...parameters]);
  return figures.parse(JSON.parse(stdout));
}

/** Five digits of an AUC, where times have three. */
function spreadOf(name: 'trainMs' | 'peakRssMb' | 'auc', measured: readonly Figures[]): ReturnType<typeof spread> | { value: number } {
  const values = measured.map((each) => each[name]);
  return name === 'auc' ? { value: Number((values[0] ?? NaN).toFixed(5)) } : spread(values);
}
