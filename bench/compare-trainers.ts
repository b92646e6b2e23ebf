import type { Report } from './bench.js';
import { withCorrelatedRows } from './correlated-rows.js';
import { runOwn, runPeer } from './measured-script.js';
import { spread } from './spread.js';

export interface TrainingFigures {
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
  /** Scripts; each gets the folder of the rows. */
  readonly own: string;
  readonly peer: string;
}

/** Ours and the peer's turns alternate, so that what else the machine does meets both. */
export async function compareTrainers({ bench, case: name, rows, runs, own, peer }: Contest, report: Report): Promise<void> {
  await withCorrelatedRows(rows, async (folder) => {
    const ours: TrainingFigures[] = [];
    const theirs: PeerFigures[] = [];
    for (let turn = 0; turn < runs; turn++) {
      ours.push(await runOwn<TrainingFigures>(own, [folder]));
      const figures = await runPeer<PeerFigures>(peer, [folder]);
      if (figures !== undefined) theirs.push(figures);
    }
    const line = { bench, case: name };
    const tell = (turns: readonly TrainingFigures[], of: { peer?: string }): void => {
      report({ ...line, ...of, figure: 'train_ms', unit: 'ms', ...spread(turns.map(({ trainMs }) => trainMs)) });
      report({ ...line, ...of, figure: 'score', unit: 'loss', value: turns[0]?.loss ?? NaN });
      report({ ...line, ...of, figure: 'iterations', unit: '', value: turns[0]?.iterations ?? NaN });
    };
    tell(ours, {});
    const [first] = theirs;
    if (first !== undefined) tell(theirs, { peer: first.peer });
  });
}
