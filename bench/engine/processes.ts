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

/** @returns Processor time that a process takes until the work is done, in ms. */
export async function processorOf(child: ChildProcess, work: () => Promise<unknown>): Promise<number> {
  const before = await processorMs(child);
  await work();
  return (await processorMs(child)) - before;
}

/** Processor time of a process so far, in ms, as Linux counts it: in hundredths of a second. */
async function processorMs({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(user) + Number(system)) * 10;
}

/** Highest resident memory of a process so far, in MB, as Linux counts it. */
export async function peakMemoryMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024);
}
