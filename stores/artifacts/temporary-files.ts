import { readlinkSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { pid } from 'node:process';
import { threadId } from 'node:worker_threads';
import { systemCodeOf } from '../storage-error.js';

/** One put takes seconds at most: a file of another host that nobody wrote to for this long has lost its writer. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** Between the clocks of a process and of a file system. */
const CLOCK_SLACK_MS = 1000;

/** Who writes a temporary file, as its name tells. */
interface Writer {
  /** The host and, where there are such, the namespace of processes: within it process ids mean something. */
  readonly host: string;
  readonly process: number;
  readonly thread: number;
}

/** Files that are not whole yet, in a folder of their own: `host~process~thread~random`. */
export class TemporaryFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  newPath(): string {
    return join(this.folder, [HOST, pid, threadId, randomUUID()].join('~'));
  }

  /** Removes what is left of writers that died. */
  async removeAbandoned(): Promise<void> {
    await this.#removeWhere(async (writer, path) => {
      const { mtimeMs } = await stat(path);
      if (mtimeMs < Date.now() - ABANDONED_AFTER_MS) return true;
      if (writer?.host !== HOST) return false;
      // A container that starts again has the number of its process that died.
      const startedAt = Date.now() - process.uptime() * 1000;
      return writer.process === pid ? mtimeMs < startedAt - CLOCK_SLACK_MS : !isAlive(writer.process);
    });
  }

  /** Removes what is left of a thread of this process that has ended. */
  async removeOfThread(thread: number): Promise<void> {
    await this.#removeWhere((writer) => writer?.host === HOST && writer.process === pid && writer.thread === thread);
  }

  /** Failures are left alone: the store may be read-only, or another process may be cleaning too. */
  async #removeWhere(isLeft: (writer: Writer | undefined, path: string) => boolean | Promise<boolean>): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      const path = join(this.folder, name);
      try {
        if (await isLeft(writerOf(name), path)) await rm(path, { force: true });
      } catch {
        continue;
      }
    }
  }
}

function writerOf(name: string): Writer | undefined {
  const [host = '', ofProcess = '', ofThread = '', random] = name.split('~');
  return random === undefined ? undefined : { host, process: Number(ofProcess), thread: Number(ofThread) };
}

/** A signal that is none: the system only says whether there is such a process. */
function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return systemCodeOf(error) !== 'ESRCH';
  }
}

const HOST = `${hostname()}${processNamespace()}`.replaceAll(/[^\w.-]+/g, '-');

/** Two containers may have one host name, but not the same processes. */
function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return ''; // no Linux
  }
}
