import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopProcess } from '../../cli/temporal-server/stop-process.js';
import type { AttemptRecord, MetadataStore } from '../../stores/metadata/metadata-store.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import type { Report } from '../bench.js';
import { spread } from '../spread.js';
import type { Place } from './place.js';
import { startLeat } from './processes.js';
import { RUNS } from './turns.js';
import { waitFor } from './wait-for.js';

const QUEUE = 'killed';

/** From SIGKILL of the only worker in the middle of a stage, a new one started at once, until that stage runs again. */
export async function killWorker({ address, client, folder }: Place, report: Report): Promise<void> {
  const home = join(folder, 'killed');
  const start = (): ReturnType<typeof startLeat> =>
    startLeat(['worker'], { TEMPORAL_ADDRESS: address, LEAT_HOME: home, LEAT_TASK_QUEUE: QUEUE });
  const metadata = openMetadataStore(`sqlite:${join(home, 'leat.db')}`);
  await metadata.migrate();
  const recoveries: number[] = [];
  let worker = start();
  for (let turn = 0; turn < RUNS; turn++) {
    const handle = await client.workflow.start('runPipeline', {
      taskQueue: QUEUE,
      workflowId: randomUUID(),
      args: [{ pipeline: 'nap', params: { ms: 4_000, salt: randomUUID() } }],
    });
    const first = await attemptOf(handle.firstExecutionRunId, 1, metadata);
    await sleep(first.startedAt.getTime() + 2_000 - Date.now());
    worker.kill('SIGKILL');
    const killedAt = Date.now();
    worker = start();
    const second = await attemptOf(handle.firstExecutionRunId, 2, metadata);
    recoveries.push(second.startedAt.getTime() - killedAt);
    await handle.result();
  }
  await stopProcess(worker);
  await metadata.close();
  report({ bench: 'engine', case: 'kill-worker', figure: 'recovery_ms', unit: 'ms', ...spread(recoveries) });
}

/** Waits until that attempt at the stage has begun. */
function attemptOf(runId: string, attempt: number, metadata: MetadataStore): Promise<AttemptRecord> {
  return waitFor(`attempt ${String(attempt)} of run ${runId}`, async () => {
    const attempts = await metadata.attempts(runId, 'nap');
    return attempts.find((one) => one.attempt === attempt);
  });
}
