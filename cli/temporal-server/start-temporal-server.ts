import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { LeatError, messageOf } from '../../core/errors.js';
import { requireFreePort } from './require-free-port.js';
import { serverParameters, type ServerPlace } from './server-parameters.js';
import { spawnTied } from './spawn-tied.js';
import { stopProcess } from './stop-process.js';

export interface StartOptions extends ServerPlace {
  /** The program `temporal`. */
  readonly program: string;
  /** Where the server's own log goes, appended. */
  readonly logFile: string;
}

export interface RunningTemporal {
  readonly address: string;
  /** Of the server's web page. */
  readonly page: string | null;
  readonly pid: number;
  /** Resolves when the server has ended, by stop() or by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const READY_DEADLINE_MS = 30_000;
const NAMESPACE = 'default';

/**
 * Starts the embedded Temporal server and waits until it takes work. It ends with this process,
 * however that ends.
 *
 * @throws LeatError `PORT_IN_USE`, or `TEMPORAL_START_FAILED` with the end of its log.
 */
export async function startTemporalServer({ program, logFile, ...place }: StartOptions): Promise<RunningTemporal> {
  await requireFreePort(place.port, 'the Temporal server');
  if (place.uiPort !== null) await requireFreePort(place.uiPort, "the Temporal server's page");
  mkdirSync(dirname(place.database), { recursive: true });
  mkdirSync(dirname(logFile), { recursive: true });

  const log = openSync(logFile, 'a');
  const server = spawnTied(program, serverParameters(place), { output: log });
  closeSync(log); // the child has its own
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const address = `127.0.0.1:${String(place.port)}`;
  try {
    await untilReady(server, address);
  } catch (error) {
    await stopProcess(server);
    throw new LeatError(
      'TEMPORAL_START_FAILED',
      `Temporal server at ${address}: expected it to be ready, got: ${messageOf(error)}. The end of ${logFile}:\n${endOf(logFile)}`,
      { cause: error, details: { address, log: logFile } },
    );
  }
  return {
    address,
    page: place.uiPort === null ? null : `http://127.0.0.1:${String(place.uiPort)}`,
    pid: server.pid ?? 0,
    ended,
    stop: () => stopProcess(server),
  };
}

/** Ready is when the namespace answers: the port is open a little earlier. */
async function untilReady(server: ChildProcess, address: string): Promise<void> {
  const connection = Connection.lazy({ address });
  try {
    const deadline = Date.now() + READY_DEADLINE_MS;
    for (;;) {
      if (server.exitCode !== null) throw new Error(`it ended with code ${String(server.exitCode)}`);
      try {
        await connection.withDeadline(Date.now() + 1_000, () => connection.workflowService.describeNamespace({ namespace: NAMESPACE }));
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(50);
      }
    }
  } finally {
    await connection.close();
  }
}

function endOf(logFile: string): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
}
