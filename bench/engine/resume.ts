import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Report } from '../bench.js';
import { spread } from '../spread.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import { QUEUE, type Place } from './place.js';
import { RUNS, turns } from './turns.js';

const line = { bench: 'engine', figure: 'wall_ms', unit: 'ms' } as const;
const STAGES = 20;

/** A run whose stages were all computed before. */
export async function rerun({ run }: Place, report: Report): Promise<void> {
  const request = { pipeline: 'chain', params: { stages: STAGES, salt: randomUUID() } };
  await run(request);
  report({ ...line, case: 'rerun-20', ...spread(await turns(() => run(request))) });
}

/** A run that failed at its last stage is resumed: from the call until that stage has started. */
export async function resume({ run, client, home }: Place, report: Report): Promise<void> {
  const metadata = openMetadataStore(`sqlite:${join(home, 'leat.db')}`);
  const walls: number[] = [];
  for (let turn = 0; turn <= RUNS; turn++) {
    const params = { stages: STAGES, salt: randomUUID() };
    const handle = await client.workflow.start('runPipeline', {
      taskQueue: QUEUE,
      workflowId: randomUUID(),
      args: [{ pipeline: 'stumble', params: { ...params, falls: true } }],
    });
    await handle.result().catch(() => undefined); // it fails as it should
    const calledAt = Date.now();
    const { runId } = await run({ pipeline: 'stumble', params: { ...params, falls: false }, resumeOf: handle.firstExecutionRunId });
    const [attempt] = await metadata.attempts(runId, 'last');
    if (attempt === undefined) throw new Error('invariant: a completed run has attempts of its last stage');
    walls.push(attempt.startedAt.getTime() - calledAt);
  }
  await metadata.close();
  report({ ...line, case: 'resume-20', ...spread(walls.slice(1)) });
}
