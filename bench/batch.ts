import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Bench, Report } from './bench.js';
import { peakMemoryMb } from './engine/processes.js';
import { runPythonPeer } from './python-peer.js';
import { spread } from './spread.js';

const run = promisify(execFile);
const MODEL = resolve('bench/serving/trees.onnx');
const ROWS = 1_000_000;
const FEATURES = 30;
const TURNS = 3;
const LOOK_MS = 20;

interface PeerFigures {
  readonly peer: string;
  readonly seconds: number;
  readonly peak_rss_mb: number;
}

/** `leat predict` from Parquet to Parquet: 100 trees on 30 columns, all of which stand in the result too; turns with the peer alternate. */
export const batchBench: Bench = {
  cases: ['parquet-1m'],
  async run(_cases, report) {
    const folder = await mkdtemp(join(tmpdir(), 'leat-bench-'));
    try {
      await measure(folder, report);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(folder: string, report: Report): Promise<void> {
  const env = { ...process.env, LEAT_HOME: join(folder, 'home'), LEAT_LOG: 'silent' };
  const input = join(folder, 'rows.parquet');
  await writeRows(input);
  const names = Array.from({ length: FEATURES }, (_, index) => ['--column', `f${String(index)}`]).flat();
  const importing = ['models', 'import', MODEL, '--name', 'trees', '--alias', 'champion', '--class', '0', '--class', '1', ...names];
  await run(process.execPath, ['dist/cli/main.js', ...importing], { env });
  const ours: { seconds: number; peakMb: number }[] = [];
  const peers: PeerFigures[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    ours.push(await predict(input, join(folder, 'leat.parquet'), env));
    const peer = await runPythonPeer<PeerFigures>('bench/batch/pandas-onnxruntime.py', MODEL, input, join(folder, 'peer.parquet'));
    if (peer !== null) peers.push(peer);
  }
  const line = { bench: 'batch', case: 'parquet-1m' };
  report({ ...line, figure: 'rows_per_s', unit: '1/s', ...spread(ours.map(({ seconds }) => ROWS / seconds)) });
  report({ ...line, figure: 'peak_rss_mb', unit: 'MB', ...spread(ours.map(({ peakMb }) => peakMb)) });
  const [first] = peers;
  if (first === undefined) return;
  report({ ...line, figure: 'rows_per_s', unit: '1/s', ...spread(peers.map(({ seconds }) => ROWS / seconds)), peer: first.peer });
  report({ ...line, figure: 'peak_rss_mb', unit: 'MB', ...spread(peers.map((each) => each.peak_rss_mb)), peer: first.peer });
}

async function predict(input: string, output: string, env: NodeJS.ProcessEnv): Promise<{ seconds: number; peakMb: number }> {
  const command = ['dist/cli/main.js', 'predict', 'trees', '--input', input, '--output', output, '--json'];
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  let peakMb = 0;
  const looking = setInterval(
    () =>
      void peakMemoryMb(child).then(
        (peak) => (peakMb = Math.max(peakMb, peak || 0)),
        () => undefined,
      ),
    LOOK_MS,
  );
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(looking);
  if (code !== 0) throw new Error(`leat predict ended with ${String(code)}`);
  const { seconds } = JSON.parse(text) as { seconds: number }; // as `leat predict --json` prints it
  return { seconds, peakMb };
}

/** Doubles, as pandas has them, in row groups of DuckDB's size. */
async function writeRows(path: string): Promise<void> {
  const connection = await (await DuckDBInstance.create()).connect();
  const columns = Array.from({ length: FEATURES }, (_, index) => `random() * 4 - 2 AS f${String(index)}`);
  await connection.run('SELECT setseed(0.5)');
  await connection.run(`COPY (SELECT ${columns.join(', ')} FROM range(${String(ROWS)})) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
}
