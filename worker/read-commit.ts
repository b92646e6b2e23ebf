import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { PlannedRun } from '../core/pipeline/planned-run.js';

type Commit = PlannedRun['commit'];

const run = promisify(execFile);

/** Planning waits no longer for it: a run without its commit is a run all the same. */
const PATIENCE_MS = 1_000;
/** For so long an answer holds for the same code and an untouched git folder: starting a program holds its thread up for 10 ms. */
const FRESH_MS = 10_000;
/** Files of git's folder of which a commit, a checkout or an added file changes at least one. */
const TOUCHED = ['HEAD', 'index', 'logs/HEAD'];

interface Answer {
  readonly about: string;
  readonly at: number;
  readonly commit: Promise<Commit>;
}

let last: Answer | undefined;

/**
 * The git commit of a project's folder; null where there is no git, no tree, or no answer in time.
 *
 * @param code - Digests of the project's pipelines: others make its tree another one.
 */
export async function readCommit(root: string, code: readonly string[] = []): Promise<Commit> {
  const folder = await gitFolder(root).catch(() => null); // a file that cannot be read
  if (folder === null) return null;
  const about = [root, ...code, ...(await Promise.all(TOUCHED.map((file) => stampOf(join(folder, file)))))].join('\n');
  if (last?.about !== about || performance.now() - last.at > FRESH_MS) last = { about, at: performance.now(), commit: ask(root) };
  return last.commit;
}

/** Of the tree that a folder lies in; a linked work tree has a file that names its own. */
async function gitFolder(below: string): Promise<string | null> {
  const path = join(below, '.git');
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() === true) return path;
  if (found?.isFile() === true) return resolve(below, (await readFile(path, 'utf8')).replace(/^gitdir:/, '').trim());
  return dirname(below) === below ? null : gitFolder(dirname(below));
}

async function stampOf(path: string): Promise<string> {
  return stat(path).then(
    ({ mtimeMs, size }) => `${String(mtimeMs)} ${String(size)}`,
    () => '',
  );
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
