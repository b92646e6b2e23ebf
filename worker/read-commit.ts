import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { PlannedRun } from '../core/pipeline/planned-run.js';

type Commit = PlannedRun['commit'];

const run = promisify(execFile);

/** Planning waits no longer for it: a run without its commit is a run all the same. */
const PATIENCE_MS = 1_000;
/** Runs that are planned together ask once. */
const FRESH_MS = 1_000;

let last: { readonly root: string; readonly at: number; readonly commit: Promise<Commit> } | undefined;

/** The git commit of a project's folder; null where there is no git, no tree, or no answer in time. */
export function readCommit(root: string): Promise<Commit> {
  if (last?.root !== root || performance.now() - last.at > FRESH_MS) last = { root, at: performance.now(), commit: ask(root) };
  return last.commit;
}

async function ask(root: string): Promise<Commit> {
  try {
    const words = ['--no-optional-locks', 'status', '--porcelain=v2', '--branch'];
    const { stdout } = await run('git', words, { cwd: root, timeout: PATIENCE_MS });
    const lines = stdout.split('\n').filter((line) => line !== '');
    const id = /^# branch\.oid ([0-9a-f]+)$/m.exec(stdout)?.[1];
    return id === undefined ? null : { id, dirty: lines.some((line) => !line.startsWith('#')) };
  } catch {
    return null;
  }
}
