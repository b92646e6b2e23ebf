import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** What a person types once something is on the screen. */
export interface Typing {
  readonly when: RegExp;
  readonly type: string;
}

export const CTRL_C = '\u0003';

/** Runs the built command line on a pseudo-terminal, which util-linux's `script` provides, and types into it. */
export async function leatInTerminal(
  words: readonly string[],
  { cwd, env, typed }: { cwd: string; env: NodeJS.ProcessEnv; typed: readonly Typing[] },
): Promise<{ exitCode: number | null; screen: string }> {
  const command = [process.execPath, resolve('dist/cli/main.js'), ...words].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, TERM: 'xterm', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = [...typed];
  let screen = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const [next] = waiting;
    if (next === undefined || !next.when.test(screen.slice(seen))) return;
    waiting.shift();
    seen = screen.length;
    child.stdin.write(next.type);
  });
  await once(child, 'exit');
  return { exitCode: child.exitCode, screen };
}
