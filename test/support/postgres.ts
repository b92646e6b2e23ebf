import { execFile, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { spawnTied } from '../../cli/temporal-server/spawn-tied.js';
import { stopProcess } from '../../cli/temporal-server/stop-process.js';
import { freePort } from './free-port.js';

export interface RunningPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** What a server that lives for one test need not survive is switched off. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];

const START_DEADLINE_MS = 20_000;

const run = promisify(execFile);

/** A real PostgreSQL server of its own, empty, in a temporary folder, gone after stop(). */
export async function startPostgres(): Promise<RunningPostgres> {
  const programs = findPrograms();
  const identity = await unprivilegedIdentity();
  const data = mkdtempSync(join(tmpdir(), 'leat-postgres-'));
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(data, identity.uid, identity.gid);
  // The current folder may be one that the other user cannot enter.
  const options = { ...identity, cwd: data };
  await run(join(programs, 'initdb'), ['-D', data, '-U', 'leat', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], options);

  const port = await freePort();
  const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
  const server = spawnTied(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...settings], { ...options, output: 'pipe' });
  const stop = async (): Promise<void> => {
    await stopProcess(server, { signal: 'SIGINT' }); // PostgreSQL's "fast" shutdown: open connections are cut
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await untilReady(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgres://leat@127.0.0.1:${String(port)}/postgres`, stop };
}

/** Debian keeps the server's programs, by version, away from PATH. */
function findPrograms(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env['PATH'] ?? '').split(':')];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (found === undefined) throw new Error(`PostgreSQL's programs are needed: expected initdb and postgres in ${debian}/*/bin or on PATH`);
  return found;
}

/** PostgreSQL refuses to run as root: there it runs as user postgres, or nobody. */
async function unprivilegedIdentity(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const { stdout } = await run('getent', ['passwd', 'postgres', 'nobody']).catch((error: unknown) => {
    // It exits with 2 when one of the two is unknown, having printed the other.
    if (error instanceof Error && 'stdout' in error) return { stdout: String(error.stdout) };
    throw error;
  });
  const [uid, gid] = (stdout.split('\n')[0] ?? '').split(':').slice(2, 4).map(Number);
  if (!uid || !gid) throw new Error('PostgreSQL refuses to run as root: expected a user "postgres" or "nobody", got neither');
  return { uid, gid };
}

async function untilReady(server: ChildProcess): Promise<void> {
  let log = '';
  server.stdout?.resume();
  server.stderr?.on('data', (text: Buffer) => (log += text.toString()));
  const deadline = Date.now() + START_DEADLINE_MS;
  // Its own words: it says so only when connections are accepted.
  while (!log.includes('database system is ready to accept connections')) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended at its start: ${log}`);
    if (Date.now() > deadline) throw new Error(`PostgreSQL was not ready within ${String(START_DEADLINE_MS)} ms: ${log}`);
    await sleep(20);
  }
}
