import { afterEach, expect, test } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import { Engine, runIdOf } from '../support/engine.js';

let engine: Engine;

afterEach(async () => {
  await (engine as Engine | undefined)?.end();
});

/** One stage, a thousand that take from it, and one that takes from all of those. */
const wide = `
  import { definePipeline, defineStage } from 'leat';
  import { z } from 'zod';
  const pass = defineStage({ name: 'pass', version: 1, inputs: { before: 'report[]' }, outputs: { out: 'report' },
    params: z.strictObject({ index: z.int() }), work: 'light', run: ({ before }, { index }) => ({ out: { index, inputs: before.length } }) });
  export default definePipeline({ name: 'wide', params: z.strictObject({ width: z.int() }), build({ width }) {
    const first = pass({ before: [], index: -1 }, { as: 'first' });
    const middle = Array.from({ length: width }, (_, index) => pass({ before: [first], index }, { as: 'pass-' + index }));
    return { end: pass({ before: middle, index: width }, { as: 'last' }) };
  } });`;

interface HistoryEvent {
  readonly workflowExecutionContinuedAsNewEventAttributes?: { readonly newExecutionRunId?: string | null | undefined } | null | undefined;
}

test('takes a run of 1,300 stages through several histories, each stage once, with no large payload', { timeout: 120_000 }, async () => {
  engine = await Engine.start({ 'wide.pipeline.ts': wide });
  await engine.startWorker();
  const handle = await engine.begin({ pipeline: 'wide', params: { width: 1_300 } });
  expect(await handle.result()).toMatchObject({ state: 'completed', runId: runIdOf(handle) });
  const stages = await engine.metadata.stages(runIdOf(handle));
  expect(stages.filter(({ state, attempts }) => state === 'completed' && attempts === 1)).toHaveLength(1_302);

  const histories = await historiesOf(handle.workflowId, runIdOf(handle));
  expect(histories.length).toBeGreaterThan(1);
  expect(Math.max(...histories.map((events) => events.length))).toBeLessThan(4_000);
  const largest = Math.max(...histories.flat().map((event) => JSON.stringify(event).length));
  expect(largest * 0.75).toBeLessThan(256 * 1024); // bytes are written as base64 at the least
});

async function historiesOf(workflowId: string, first: string): Promise<HistoryEvent[][]> {
  const connection = await Connection.connect({ address: engine.config.temporal.address });
  const { workflow } = new Client({ connection });
  const histories: HistoryEvent[][] = [];
  for (let runId: string | undefined = first; runId !== undefined;) {
    const { events } = await workflow.getHandle(workflowId, runId).fetchHistory();
    histories.push([...(events ?? [])]);
    runId = histories.at(-1)?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  await connection.close();
  return histories;
}
