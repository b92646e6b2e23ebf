/** `npm run load`: 200 runs started over HTTP in 10 s, beside 500 predictions a second for a minute. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporalServer } from '../../cli/temporal-server/find-temporal-server.js';
import { startTemporalServer } from '../../cli/temporal-server/start-temporal-server.js';
import { freePort } from '../support/free-port.js';
import { runLoad } from './run-load.js';

const folder = await mkdtemp(join(tmpdir(), 'leat-load-'));
const found = await findTemporalServer({ environment: { ...process.env, TEMPORAL_ADDRESS: '' } });
if (found.how === 'address') throw new Error('invariant: no address was given');
const server = await startTemporalServer({
  program: found.program,
  logFile: join(folder, 'temporal.log'),
  database: join(folder, 'temporal.db'),
  port: await freePort(),
  uiPort: null,
});
try {
  const figures = await runLoad({ starts: 200, startSeconds: 10, predictionsPerSecond: 500, seconds: 60 }, server.address);
  console.log(JSON.stringify(figures));
  if (figures.lost > 0 || Object.keys(figures.refused).length > 0) process.exitCode = 1;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
