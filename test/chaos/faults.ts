import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import type { Random } from '../../core/random.js';
import { systemCodeOf } from '../../stores/storage-error.js';
import { noDisk } from '../support/mount-disk.js';
import { END_THREAD } from './chaos-project.js';
import type { Place } from './place.js';

/** Breaks something, and mends what does not mend itself. @returns Whether it hit. */
type Fault = (place: Place, random: Random) => Promise<boolean>;

/** Everything that is broken, by the name that the report gives it. */
export const faults: Readonly<Record<string, Fault>> = {
  'worker killed': ({ worker }) => hit(worker.kill()),
  'compute thread ended': endThread,
  'Temporal server killed': ({ temporal }) => hit(temporal.kill()),
  'HTTP server killed': ({ server }) => hit(server.kill()),
  ...(noDisk === undefined ? { 'disk full': fillDisk } : {}),
  'database locked': lockDatabase,
  'connection slow': slowConnection,
  'connection lost': loseConnection,
};

async function hit(work: Promise<void>): Promise<boolean> {
  await work;
  return true;
}

/** The next stage of `lanes` that begins ends its thread from inside, as a crash in native code would. */
async function endThread({ folder }: Place): Promise<boolean> {
  const file = join(folder, END_THREAD);
  writeFileSync(file, '');
  for (const deadline = Date.now() + 3000; Date.now() < deadline && existsSync(file);) await sleep(50);
  const isTaken = !existsSync(file);
  rmSync(file, { force: true });
  return isTaken;
}

async function fillDisk({ disk }: Place, random: Random): Promise<boolean> {
  disk.fill();
  await between(200, 3000, random);
  disk.free();
  return true;
}

async function lockDatabase({ database }: Place, random: Random): Promise<boolean> {
  const other = new BetterSqlite3(database, { timeout: 0 });
  const isLocked = await takeLock(other);
  await between(100, 3000, random);
  if (isLocked) other.exec('rollback');
  other.close();
  return isLocked;
}

/** Between the writes of others; not while another one of these has it. */
async function takeLock(database: BetterSqlite3.Database): Promise<boolean> {
  for (const deadline = Date.now() + 1000; Date.now() < deadline;) {
    try {
      database.exec('begin immediate');
      return true;
    } catch (error) {
      if (systemCodeOf(error) !== 'SQLITE_BUSY') throw error;
    }
    await sleep(5);
  }
  return false;
}

async function slowConnection({ proxy }: Place, random: Random): Promise<boolean> {
  proxy.delay(50 + random.below(300));
  await between(500, 3000, random);
  proxy.delay(0);
  return true;
}

async function loseConnection({ proxy }: Place, random: Random): Promise<boolean> {
  proxy.down();
  await between(50, 3000, random);
  proxy.up();
  return true;
}

function between(lowMs: number, highMs: number, random: Random): Promise<void> {
  return sleep(lowMs + random.below(highMs - lowMs));
}
