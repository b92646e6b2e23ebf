import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMetadataStore } from '../stores/metadata/open-metadata-store.js';
import type { Bench, Report } from './bench.js';
import { startPlace, type Place } from './engine/place.js';
import { runPythonPeer } from './python-peer.js';
import { spread } from './spread.js';
import { tuneRows } from './tune/tune-rows.js';

const RUNS = 2;

interface Figures {
  readonly trainMs: number;
  readonly loss: number;
}

/** A search as its users run it: workflow, records, stores and all; other rows in every turn, the same for both. */
export const tuneBench: Bench = {
  cases: ['50-trials'],
  async run(_cases, report) {
    const place = await startPlace();
    try {
      await compare(place, report);
    } finally {
      await place.stop();
    }
  },
};

async function compare(place: Place, report: Report): Promise<void> {
  await ownTurn(place, { salt: 1000, trials: 4 }); // the worker loads its code
  const ours: Figures[] = [];
  const theirs: (Figures & { peer: string })[] = [];
  for (let salt = 0; salt < RUNS; salt++) {
    ours.push(await ownTurn(place, { salt }));
    for (const [name, values] of Object.entries(tuneRows(salt))) await writeFile(join(place.folder, name), values);
    const figures = await runPythonPeer<Figures & { peer: string }>('bench/tune/tune.py', place.folder, String(salt));
    if (figures !== null) theirs.push(figures);
  }
  const tell = (turns: readonly Figures[], of: { peer?: string }): void => {
    const line = { bench: 'tune', case: '50-trials', ...of };
    report({ ...line, figure: 'train_ms', unit: 'ms', ...spread(turns.map(({ trainMs }) => trainMs)) });
    report({ ...line, figure: 'score', unit: 'log loss', ...spread(turns.map(({ loss }) => loss)) });
  };
  tell(ours, {});
  const [first] = theirs;
  if (first !== undefined) tell(theirs, { peer: first.peer });
}

async function ownTurn(place: Place, params: { salt: number; trials?: number }): Promise<Figures> {
  const startedAt = performance.now();
  const { runId } = await place.run({ pipeline: 'tuning', params });
  const trainMs = performance.now() - startedAt;
  const metadata = openMetadataStore(`sqlite:${join(place.home, 'leat.db')}`);
  const stage = (await metadata.stages(runId)).find(({ name }) => name === 'tune');
  await metadata.close();
  return { trainMs, loss: Number(stage?.figures['logLoss']) };
}
