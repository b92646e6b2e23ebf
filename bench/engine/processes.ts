import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** `leat` in the bench's project and a process of its own, as in production: what it uses is its own too. */
export function startLeat(command: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  const env = { ...process.env, LEAT_LOG: 'silent', ...environment };
  // Its progress would stand between the figures.
  return spawn(process.execPath, [resolve('dist/cli/main.js'), ...command], {
    cwd: 'bench/engine',
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

export function startRawWorker(address: string, taskQueue: string): ChildProcess {
  return spawn(process.execPath, ['scripts/run-typescript.js', 'bench/engine/raw-worker.ts', address, taskQueue], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Highest resident memory of a process so far, in MB, as Linux counts it. */
export async function peakMemoryMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024);
}
