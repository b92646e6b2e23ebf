import { spawn, type ChildProcess } from 'node:child_process';
import { Writable } from 'node:stream';

export interface TiedOptions {
  /** A file descriptor for what the program prints, or `pipe` to read it. */
  readonly output: number | 'pipe';
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * The shell starts a watcher and becomes the program. The watcher waits for a line on descriptor 3:
 * the end of the pipe without a line means that the parent died, in whatever way, and the program must too.
 */
const WATCHED = '{ read -r _ <&3 || { kill -TERM $$; sleep 5; kill -KILL $$; }; } 2>/dev/null & exec 3<&-; exec "$@"';

/**
 * Starts a program that does not outlive this process, even when this one is killed by SIGKILL.
 * It is in a process group of its own: Ctrl-C reaches this process only, which stops things in order.
 */
export function spawnTied(program: string, parameters: readonly string[], { output, ...surroundings }: TiedOptions): ChildProcess {
  const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', program, ...parameters], {
    ...surroundings,
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
  });
  const tie = child.stdio[3];
  if (!(tie instanceof Writable)) throw new Error('invariant: descriptor 3 is a pipe');
  tie.on('error', () => undefined); // the watcher may be gone first
  child.once('exit', () => tie.end('\n')); // the watcher must not kill whoever has this process id next
  return child;
}
