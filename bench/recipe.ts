import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Report } from './bench.js';
import { runPythonPeer } from './python-peer.js';
import { writeMixedRows } from './recipe/mixed-rows.js';
import { spread } from './spread.js';

const RUNS = 3;

const run = promisify(execFile);

/** Fit and apply on a million rows of numbers and texts, each run in a fresh process; scikit-learn on the same rows. */
export const recipeBench: Bench = { cases: ['mixed-1m'], run: (_cases, report) => mixedRows(report) };

interface Figures {
  readonly wallMs: number;
  readonly peakRssMb: number;
  /** The peer's name and version. */
  readonly peer?: string;
}

async function mixedRows(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leat-bench-'));
  try {
    await writeMixedRows(folder);
    const own: Figures[] = [];
    const peers: Figures[] = [];
    for (let turn = 0; turn < RUNS; turn++) {
      // In turns, so that both see the same machine.
      own.push(await fitAndApply(folder));
      const peer = await runPythonPeer<Figures>('bench/recipe/column-transformer.py', folder);
      if (peer !== null) peers.push(peer);
    }
    reportRuns(report, own);
    reportRuns(report, peers);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fitAndApply(folder: string): Promise<Figures> {
  const { stdout } = await run(process.execPath, ['scripts/run-typescript.js', 'bench/recipe/fit-and-apply.ts', folder]);
  return JSON.parse(stdout) as Figures; // printed by that script
}

function reportRuns(report: Report, runs: readonly Figures[]): void {
  const [first] = runs;
  if (first === undefined) return;
  const line = { bench: 'recipe', case: 'mixed-1m', ...(first.peer !== undefined && { peer: first.peer }) };
  report({ ...line, figure: 'wall_ms', unit: 'ms', ...spread(runs.map(({ wallMs }) => wallMs)) });
  report({ ...line, figure: 'peak_rss_mb', unit: 'MB', ...spread(runs.map(({ peakRssMb }) => peakRssMb)) });
}
