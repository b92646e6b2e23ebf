import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import manifest from '../../package.json' with { type: 'json' };
import { findTemporalServer } from '../../cli/temporal-server/find-temporal-server.js';
import { startTemporalServer } from '../../cli/temporal-server/start-temporal-server.js';
import { Engine } from '../support/engine.js';
import { freePort } from '../support/free-port.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { fetchHistories, untilAllEnded, workflowOf } from './fetch-histories.js';
import { type RecordedHistory, writeHistories } from './history-files.js';
import { scenarioProject, scenarios } from './scenarios.js';

/** `npm run record-histories [-- SCENARIO…]`: plays scenarios on a server of its own, and writes their histories of this version anew. */
const chosen = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'leat-histories-'));
const found = await findTemporalServer({ environment: { ...process.env, TEMPORAL_ADDRESS: '' } });
if (found.how === 'address') throw new Error('invariant: no address was given');
const place = { database: join(folder, 'temporal.db'), logFile: join(folder, 'temporal.log'), port: await freePort(), uiPort: null };
const server = await startTemporalServer({ program: found.program, ...place });
const receiver = await HttpReceiver.start();
const connection = await Connection.connect({ address: server.address });
const client = new Client({ connection });

const recorded: RecordedHistory[] = [];
for (const scenario of scenarios.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
  const engine = await Engine.start(scenarioProject(receiver.url), { address: server.address });
  engine.spawnWorker();
  await scenario.play(engine);
  await untilAllEnded(client, engine.config.taskQueue);
  const histories = await fetchHistories(client, engine.config.taskQueue);
  recorded.push(...histories.map((history, index) => ({ name: `${scenario.name}.${String(index + 1)}.${workflowOf(history)}`, history })));
  await engine.end();
  console.log(`${scenario.name}: ${String(histories.length)} histories`);
}
writeHistories(manifest.version, recorded);

await connection.close();
receiver.end();
await server.stop();
rmSync(folder, { recursive: true });
