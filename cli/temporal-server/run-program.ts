import { createInterface } from 'node:readline';
import { spawnTied } from './spawn-tied.js';
import { stopProcess } from './stop-process.js';

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly deadlineMs: number;
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end. @returns Why it failed: its last words; null when it did not. */
export async function runProgram(
  program: string,
  parameters: readonly string[],
  { env, deadlineMs, onLine }: RunOptions,
): Promise<string | null> {
  const child = spawnTied(program, parameters, { env, output: 'pipe' });
  let lastLine = '';
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface(stream).on('line', (line) => {
      if (line.trim() !== '') lastLine = line.trim();
      onLine?.(line);
    });
  }
  const late = setTimeout(() => {
    lastLine = `not done within ${String(deadlineMs / 1000)} s`;
    void stopProcess(child);
  }, deadlineMs);
  // `close` comes after the last line, `exit` may come before it.
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(late);
  return code === 0 ? null : lastLine || `ended with code ${String(code)}`;
}
