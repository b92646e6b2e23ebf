import type { ChildProcess } from 'node:child_process';

export interface StopOptions {
  readonly signal?: NodeJS.Signals;
  /** How long the process may take before it is killed. */
  readonly patienceMs?: number;
}

/** Asks the process to end, and ends it when it does not. Resolves when it is gone. */
export async function stopProcess(child: ChildProcess, { signal = 'SIGTERM', patienceMs = 5_000 }: StopOptions = {}): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await gone;
  clearTimeout(impatience);
}
