import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopProcess } from '../../cli/temporal-server/stop-process.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import type { Report } from '../bench.js';
import type { Place } from './place.js';
import { peakMemoryMb, startLeat } from './processes.js';

const QUEUE = 'mapped';
const ITEMS = 10_000;
/** Seldom: to look at all items costs as much as a few of them. */
const LOOK_MS = 1_000;

const line = { bench: 'engine', case: `map-${String(ITEMS)}` } as const;

/** A stage for each of 10,000 items that do nothing; then once more, with SIGKILL of the only worker in the middle. */
export async function mapItems({ address, client, folder }: Place, report: Report): Promise<void> {
  const home = join(folder, 'mapped');
  const start = (): ReturnType<typeof startLeat> =>
    startLeat(['worker'], { TEMPORAL_ADDRESS: address, LEAT_HOME: home, LEAT_TASK_QUEUE: QUEUE });
  const metadata = openMetadataStore(`sqlite:${join(home, 'leat.db')}`);
  await metadata.migrate();
  const begin = () =>
    client.workflow.start('runPipeline', {
      taskQueue: QUEUE,
      workflowId: randomUUID(),
      args: [{ pipeline: 'many', params: { items: ITEMS, salt: randomUUID() } }],
    });
  let worker = start();
  await (await client.workflow.start('runPipeline', { taskQueue: QUEUE, workflowId: randomUUID(), args: [{ pipeline: 'nap' }] })).result(); // warm
  const startedAt = performance.now();
  const whole = await begin();
  await whole.result();
  report({ ...line, figure: 'wall_ms', value: performance.now() - startedAt, unit: 'ms' });
  report({ ...line, figure: 'history_events', value: (await whole.fetchHistory()).events?.length ?? NaN, unit: 'events' });
  report({ ...line, figure: 'peak_rss_mb', value: await peakMemoryMb(worker), unit: 'MB' });

  const killed = await begin();
  const runId = killed.firstExecutionRunId;
  while ((await doneItems(runId, metadata)) < ITEMS / 2) await sleep(LOOK_MS);
  worker.kill('SIGKILL');
  worker = start();
  await killed.result();
  report({ ...line, figure: 'repeated_items', value: await repeatedItems(runId, metadata), unit: 'items' });
  await stopProcess(worker);
  await metadata.close();
}

async function doneItems(runId: string, metadata: MetadataStore): Promise<number> {
  return (await metadata.items(runId, 'pass')).filter(({ state }) => state === 'completed').length;
}

/** Begun more than once. An item that was not begun before its worker died has the number of its slice's try, so attempts are counted. */
async function repeatedItems(runId: string, metadata: MetadataStore): Promise<number> {
  const late = (await metadata.items(runId, 'pass')).filter(({ attempts }) => attempts > 1);
  const begun = await Promise.all(late.map(async ({ name }) => (await metadata.attempts(runId, name)).length));
  return begun.filter((attempts) => attempts > 1).length;
}
