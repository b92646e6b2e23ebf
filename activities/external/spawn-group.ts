import { spawn, type ChildProcess } from 'node:child_process';
import { Writable } from 'node:stream';

/**
 * The shell starts a watcher and becomes the program, whose arguments it passes on unread. The end of the pipe on
 * descriptor 3 without a line means that the worker died, in whatever way: then the whole group must end too.
 */
const WATCHED = '{ read -r _ <&3 || kill -KILL -- -$$; } 2>/dev/null & exec 3<&-; exec "$@"';

export interface SpawnOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a program as the leader of a process group of its own, which does not outlive this process. */
export function spawnGroup(command: readonly string[], { folder, environment }: SpawnOptions): ChildProcess {
  const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', ...command], {
    cwd: folder,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const tie = child.stdio[3];
  if (!(tie instanceof Writable)) throw new Error('invariant: descriptor 3 is a pipe');
  tie.on('error', () => undefined); // the watcher may be gone first
  child.once('exit', () => tie.end('\n')); // the watcher must not end whoever has this group's number next
  return child;
}

/** Ends a program and all that it started, at once. */
export function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Gone by itself.
  }
}
