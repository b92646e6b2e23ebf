import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BenchLine, Report } from '../bench.js';
import { withCorrelatedRows } from './correlated-rows.js';
import { runPythonPeer } from '../python-peer.js';
import { meanWithError } from '../mean-with-error.js';
import { spread } from '../spread.js';

const run = promisify(execFile);

interface TrainingFigures {
  readonly trainMs: number;
  /** What the training minimises: lower is better. */
  readonly loss: number;
  readonly iterations: number;
}

interface PeerFigures extends TrainingFigures {
  readonly peer: string;
}

interface Contest {
  readonly bench: string;
  readonly case: string;
  readonly rows: number;
  readonly runs: number;
  /** Scripts; each gets the folder of the rows and a seed. */
  readonly own: string;
  readonly peer: string;
}

/** Ours and the peer's turns alternate, so that what else the machine does meets both. */
export async function compareTrainers({ bench, case: name, rows, runs, own, peer }: Contest, report: Report): Promise<void> {
  await withCorrelatedRows(rows, async (folder) => {
    const ours: TrainingFigures[] = [];
    const theirs: PeerFigures[] = [];
    for (let turn = 0; turn < runs; turn++) {
      ours.push(await runOwn(own, folder, String(turn)));
      const figures = await runPythonPeer<PeerFigures>(peer, folder, String(turn));
      if (figures !== null) theirs.push(figures);
    }
    const line = { bench, case: name };
    const tell = (turns: readonly TrainingFigures[], of: { peer?: string }): void => {
      report({ ...line, ...of, figure: 'train_ms', unit: 'ms', ...spread(turns.map(({ trainMs }) => trainMs)) });
      report({ ...line, ...of, figure: 'score', unit: 'loss', ...exactSpread(turns.map(({ loss }) => loss)) });
      report({ ...line, ...of, figure: 'score_mean', unit: 'loss', ...meanWithError(turns.map(({ loss }) => loss)) });
      report({ ...line, ...of, figure: 'iterations', unit: '', value: turns[0]?.iterations ?? NaN });
    };
    tell(ours, {});
    const [first] = theirs;
    if (first === undefined) return;
    tell(theirs, { peer: first.peer });
    const differences = ours.map(({ loss }, turn) => loss - (theirs[turn]?.loss ?? NaN));
    report({ ...line, figure: 'score_difference', unit: 'loss', ...meanWithError(differences) });
  });
}

/** In a fresh process; it prints its figures as JSON. */
async function runOwn(script: string, ...parameters: string[]): Promise<TrainingFigures> {
  const { stdout } = await run(process.execPath, ['scripts/run-typescript.js', script, ...parameters]);
  return JSON.parse(stdout) as TrainingFigures; // printed by that script
}

/** Losses differ in digits that a time does not have. */
function exactSpread(values: readonly number[]): Pick<BenchLine, 'value' | 'runs' | 'min' | 'max'> {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (index: number): number => Number((sorted[index] ?? NaN).toPrecision(9));
  return { value: at(Math.floor((sorted.length - 1) / 2)), runs: sorted.length, min: at(0), max: at(sorted.length - 1) };
}
