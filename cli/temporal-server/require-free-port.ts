import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LeatError } from '../../core/errors.js';

/** A server that was just told to end may hold its port for a moment. */
const PATIENCE_MS = 3_000;

/** @throws LeatError `PORT_IN_USE` when another process listens on the port, and goes on to. */
export async function requireFreePort(port: number, owner: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isFree(port))) {
    if (Date.now() > deadline) {
      throw new LeatError(
        'PORT_IN_USE',
        `port ${String(port)}, wanted for ${owner}: expected it to be free, another process listens on it`,
        {
          details: { port },
        },
      );
    }
    await sleep(100);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
