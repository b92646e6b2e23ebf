import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

const POLL_MS = 200;

/**
 * Runs one caller at a time, over all processes of this machine. The lock is SQLite's on an empty database:
 * the operating system releases it when its holder dies, so that no lock is ever left behind.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, onWait: () => void = () => undefined): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const lock = new Database(path, { timeout: 0 });
  try {
    let waited = false;
    while (!tryLock(lock)) {
      if (!waited) onWait();
      waited = true;
      await sleep(POLL_MS);
    }
    return await work();
  } finally {
    lock.close();
  }
}

function tryLock(lock: Database.Database): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') return false;
    throw error;
  }
}
