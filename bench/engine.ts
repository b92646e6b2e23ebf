import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { findTemporalServer } from '../cli/temporal-server/find-temporal-server.js';
import { startTemporalServer } from '../cli/temporal-server/start-temporal-server.js';
import type { Report } from './bench.js';
import { freePort } from '../test/support/free-port.js';
import { spread } from './spread.js';

const RUNS = 5;
const PEER = 'temporal-raw';
const QUEUE = 'leat';

/**
 * No-op stages on the embedded server with its database on a file and a warm worker; beside them, in
 * the same run and turn by turn, bare activities of plain Temporal code.
 */
export async function engineBench(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leat-bench-'));
  const found = await findTemporalServer({ environment: { ...process.env, TEMPORAL_ADDRESS: '' } });
  if (found.how === 'address') throw new Error('invariant: no address was given');
  const place = { database: join(folder, 'temporal.db'), port: await freePort(), uiPort: null };
  const server = await startTemporalServer({ program: found.program, logFile: join(folder, 'temporal.log'), ...place });
  const worker = startLeatWorker(server.address, folder);
  const peer = spawn(process.execPath, ['scripts/run-typescript.js', 'bench/engine/raw-worker.ts', server.address, PEER], {
    stdio: 'inherit',
  });
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection });
  try {
    await chainOf20(client, report);
    await fanOf(client, 100, report);
    await fanOf(client, 1000, report);
    report({ bench: 'engine', case: 'worker', figure: 'peak_rss_mb', value: await peakMemory(worker), unit: 'MB' });
  } finally {
    await connection.close();
    await Promise.all([worker, peer].map(end));
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function chainOf20(client: Client, report: Report): Promise<void> {
  const stages = 20;
  const line = { bench: 'engine', case: 'chain-20', figure: 'stage_ms', unit: 'ms' };
  const { ours, raw } = await pairs(
    () => runPipeline(client, 'chain', { stages, salt: randomUUID() }),
    () => runRaw(client, 'rawChain', { stages }),
  );
  report({ ...line, ...spread(ours.map((wall) => wall / stages)) });
  report({ ...line, ...spread(raw.map((wall) => wall / stages)), peer: PEER });

  const salt = randomUUID();
  await runPipeline(client, 'chain', { stages, salt });
  const again: number[] = [];
  for (let run = 0; run < RUNS; run++) again.push(await runPipeline(client, 'chain', { stages, salt }));
  report({ ...line, case: 'rerun-20', figure: 'wall_ms', ...spread(again) });
}

async function fanOf(client: Client, width: number, report: Report): Promise<void> {
  const line = { bench: 'engine', case: `fan-${String(width)}`, figure: 'wall_ms', unit: 'ms' };
  const { ours, raw } = await pairs(
    () => runPipeline(client, 'fan', { width, salt: randomUUID() }),
    () => runRaw(client, 'rawFan', { width }),
  );
  report({ ...line, ...spread(ours) });
  report({ ...line, ...spread(raw), peer: PEER });
}

/** Ours and the peer's turn by turn, so that a slow minute of the machine hits both; the first turn warms up. */
async function pairs(runOurs: () => Promise<number>, runPeer: () => Promise<number>): Promise<{ ours: number[]; raw: number[] }> {
  const ours: number[] = [];
  const raw: number[] = [];
  for (let turn = 0; turn <= RUNS; turn++) {
    ours.push(await runOurs());
    raw.push(await runPeer());
  }
  return { ours: ours.slice(1), raw: raw.slice(1) };
}

/** @returns Milliseconds from the call to the result. */
async function runPipeline(client: Client, pipeline: string, params: object): Promise<number> {
  const startedAt = performance.now();
  await client.workflow.execute('runPipeline', { taskQueue: QUEUE, workflowId: randomUUID(), args: [{ pipeline, params }] });
  return performance.now() - startedAt;
}

async function runRaw(client: Client, workflow: string, request: object): Promise<number> {
  const startedAt = performance.now();
  await client.workflow.execute(workflow, { taskQueue: PEER, workflowId: randomUUID(), args: [request] });
  return performance.now() - startedAt;
}

/** A process of its own, as in production, so that its memory is its own too. */
function startLeatWorker(address: string, home: string): ChildProcess {
  const env = { ...process.env, TEMPORAL_ADDRESS: address, LEAT_HOME: home, LEAT_LOG: 'warn' };
  return spawn(process.execPath, ['../../dist/cli/main.js', 'worker'], { cwd: 'bench/engine', env, stdio: 'inherit' });
}

/** Highest resident memory of a process so far, in MB, as Linux counts it. */
async function peakMemory({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(timer);
}
