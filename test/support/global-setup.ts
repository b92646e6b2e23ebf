import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findTemporalServer } from '../../cli/temporal-server/find-temporal-server.js';
import { startTemporalServer, type RunningTemporal } from '../../cli/temporal-server/start-temporal-server.js';
import { messageOf } from '../../core/errors.js';
import { buildIfStale } from './build-if-stale.js';
import { freePort } from './free-port.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where temporal-address.ts asks for the server that all test files share. */
    temporalDesk: string;
  }
}

/** Builds what compute threads load, and starts one Temporal server for all test files once the first asks for it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await buildIfStale();
  const folder = mkdtempSync(join(tmpdir(), 'leat-tests-'));
  let temporal: Promise<RunningTemporal | string> | undefined;
  const desk = createServer((_request, response) => {
    temporal ??= startIn(folder);
    void temporal.then(
      (running) => response.end(typeof running === 'string' ? running : running.address),
      (error: unknown) => response.writeHead(500).end(messageOf(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(desk, 'listening');
  const address = desk.address();
  if (address === null || typeof address === 'string') throw new Error('invariant: a TCP server has a numbered address');
  project.provide('temporalDesk', `http://127.0.0.1:${String(address.port)}`);

  return async () => {
    desk.close();
    const running = await temporal?.catch(() => undefined);
    if (typeof running === 'object') await running.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** @returns The address alone when a server runs already. */
async function startIn(folder: string): Promise<RunningTemporal | string> {
  const found = await findTemporalServer({ report: console.error });
  if (found.how === 'address') return found.address;
  return startTemporalServer({
    program: found.program,
    database: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
    port: await freePort(),
    uiPort: null,
  });
}
