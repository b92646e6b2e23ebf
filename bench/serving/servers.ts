import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../test/support/free-port.js';

const run = promisify(execFile);
const MODEL = resolve('bench/serving/trees.onnx');
const LEAT = resolve('dist/cli/main.js');

/** A server that has the model and answers at /v2/models/trees/infer. */
export interface MeasuredServer {
  /** Absent for Leat itself. */
  readonly peer?: string;
  readonly url: string;
  residentMb(): Promise<number>;
  /** Moves Leat's champion to another version and back; peers cannot. */
  swap?(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLeat(): Promise<MeasuredServer> {
  const folder = await mkdtemp(join(tmpdir(), 'leat-bench-'));
  const port = await freePort();
  const env = { ...process.env, LEAT_HOME: folder, LEAT_PORT: String(port), LEAT_LOG: 'silent' };
  // A client that is too fast for the limit of one address is what is measured.
  await writeFile(join(folder, 'leat.config.mjs'), 'export default { server: { limits: { requestsPerSecond: 1e9 } } };');
  const leat = (...words: string[]): Promise<unknown> => run(process.execPath, [LEAT, ...words], { env, cwd: folder });
  const register = (target: string): Promise<unknown> => leat('models', 'import', MODEL, '--name', 'trees', '--target', target);
  await register('first');
  await register('second'); // another version of the same graph: what a swap costs is not the graph's
  await leat('models', 'promote', 'trees:1');
  const child = spawn(process.execPath, [LEAT, 'server'], { env, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${String(port)}`;
  await untilReady(`${url}/v2/models/trees/ready`, 200);
  let version = 1;
  return {
    url,
    residentMb: () => residentMb(child),
    swap: async () => {
      version = 3 - version;
      await leat('models', 'promote', `trees:${String(version)}`);
    },
    stop: async () => {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function startNodeNaive(): Promise<MeasuredServer> {
  const port = await freePort();
  const script = ['scripts/run-typescript.js', 'bench/serving/node-naive.ts', MODEL, String(port)];
  return startPeer('node-naive', port, spawn(process.execPath, script, { stdio: ['ignore', 'ignore', 'inherit'] }));
}

/** @param python - One that has fastapi, uvicorn[standard], orjson, numpy and onnxruntime. */
export async function startFastapiLean(python: string): Promise<MeasuredServer> {
  const port = await freePort();
  const options = ['--workers', '2', '--no-access-log', '--log-level', 'warning', '--port', String(port), '--app-dir', 'bench/serving'];
  const env = { ...process.env, MODEL };
  const child = spawn(python, ['-m', 'uvicorn', ...options, 'fastapi-lean:app'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return startPeer('fastapi-lean', port, child);
}

async function startPeer(peer: string, port: number, child: ChildProcess): Promise<MeasuredServer> {
  const url = `http://127.0.0.1:${String(port)}`;
  await untilReady(url, 404);
  return { peer, url, residentMb: () => residentMb(child), stop: () => end(child) };
}

async function untilReady(url: string, status: number): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const response = await fetch(url).catch(() => null);
    if (response?.status === status) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`${url} is not ready after a minute`);
}

/** Resident memory as Linux counts it, without processes that it has started. */
async function residentMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024;
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolveGone) => child.once('exit', resolveGone));
  child.kill('SIGTERM');
  await gone;
}
