import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { resolve } from 'node:path';

export interface LeatOutcome {
  /** The signal's name for a process that was killed. */
  readonly exitCode: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a person would, without any variable of this machine that it reads. */
export async function runLeat(words: readonly string[], { cwd, env = {} }: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<LeatOutcome> {
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...words], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { exitCode: child.exitCode ?? child.signalCode, stdout, stderr };
}
