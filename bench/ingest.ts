import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Report } from './bench.js';
import { spread } from './spread.js';

const RUNS = 5;
const ROWS = 3_000_000;

const run = promisify(execFile);

/** flights-3m.parquet into a stored table, each run in a fresh process and an empty store. */
export const ingestBench: Bench = { cases: ['flights-3m'], run: (_cases, report) => flights3m(report) };

async function flights3m(report: Report): Promise<void> {
  const runs: IngestFigures[] = [];
  for (let turn = 0; turn < RUNS; turn++) runs.push(await ingestFlights());
  const line = { bench: 'ingest', case: 'flights-3m' };
  report({ ...line, figure: 'wall_ms', unit: 'ms', ...spread(runs.map(({ wallMs }) => wallMs)) });
  report({ ...line, figure: 'peak_rss_mb', unit: 'MB', ...spread(runs.map(({ peakRssMb }) => peakRssMb)) });
}

interface IngestFigures {
  readonly wallMs: number;
  readonly peakRssMb: number;
  readonly rows: number;
}

async function ingestFlights(): Promise<IngestFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'leat-bench-'));
  try {
    const { stdout } = await run(process.execPath, ['scripts/run-typescript.js', 'bench/ingest/ingest-flights.ts', folder]);
    const figures = JSON.parse(stdout) as IngestFigures; // printed by that script
    if (figures.rows !== ROWS) throw new Error(`invariant: expected ${String(ROWS)} rows, got ${String(figures.rows)}`);
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
