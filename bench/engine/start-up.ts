import { join } from 'node:path';
import { stopProcess } from '../../cli/temporal-server/stop-process.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import { freePort } from '../../test/support/free-port.js';
import type { Report } from '../bench.js';
import { spread } from '../spread.js';
import type { Place } from './place.js';
import { startLeat } from './processes.js';
import { RUNS } from './turns.js';
import { waitFor } from './wait-for.js';

/**
 * `leat up` on a project that was up before: from the command until its HTTP server is ready and its
 * worker has taken its first run.
 */
export async function startUp({ folder }: Place, report: Report): Promise<void> {
  const home = join(folder, 'up');
  const metadata = openMetadataStore(`sqlite:${join(home, 'leat.db')}`);
  await metadata.migrate();
  const walls: number[] = [];
  for (let turn = 0; turn <= RUNS; turn++) walls.push(await readyMs(home, metadata));
  await metadata.close();
  // The first turn makes the project's databases.
  report({ bench: 'engine', case: 'up', figure: 'ready_ms', unit: 'ms', ...spread(walls.slice(1)) });
}

async function readyMs(home: string, metadata: MetadataStore): Promise<number> {
  const port = String(await freePort());
  const calledAt = Date.now();
  const up = startLeat(['up', '--pipeline', 'nap'], { TEMPORAL_ADDRESS: '', LEAT_HOME: home, LEAT_PORT: port });
  try {
    return await waitFor('`leat up` to be ready', async () => {
      const [run] = await metadata.listRuns({ limit: 1 });
      const isReady = run !== undefined && run.startedAt.getTime() >= calledAt && (await takesRequests(port));
      return isReady ? Date.now() - calledAt : undefined;
    });
  } finally {
    await stopProcess(up, { patienceMs: 20_000 });
  }
}

async function takesRequests(port: string): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
