import { copyFile, readFile } from 'node:fs/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { afterEach, expect, test } from 'vitest';
import { Engine, runIdOf } from '../support/engine.js';

let engine: Engine;

afterEach(async () => {
  await (engine as Engine | undefined)?.end();
});

const project = {
  'rows.ts': `
    import { defineStage, numericColumn, Table } from 'leat';
    import { z } from 'zod';
    async function* parts(count) {
      for (let part = 0; part < count; part++) {
        const x = Float64Array.from({ length: 20_000 }, (_, row) => part + row / 20_000);
        yield Table.of([['x', numericColumn('number', x)], ['y', numericColumn('number', x.map((value) => 20 - value))]]);
      }
    }
    export const rows = defineStage({ name: 'rows', version: 1, inputs: {}, outputs: { table: 'table' }, params: z.strictObject({ parts: z.int() }),
      run: (_inputs, { parts: count }) => ({ table: parts(count) }) });`,
  'scoring.pipeline.ts': `
    import { definePipeline, pretrained, score, toFile, write } from 'leat';
    import { z } from 'zod';
    import { rows } from './rows.js';
    export default definePipeline({ name: 'scoring', params: z.strictObject({ parts: z.int() }),
      build({ parts }) {
        const model = pretrained({ path: 'classifier.onnx', target: 'label', columns: ['x', 'y'], classes: ['a', 'b', 'c'] });
        const table = score({ model, table: rows({ parts }) });
        return { table, report: write({ table, to: toFile('scored.csv') }) };
      } });`,
};

/** However fast the machine is: more parts until the stage is killed with a checkpoint. */
async function beginKilled(stage: string): Promise<{ handle: WorkflowHandle; parts: number }> {
  const worker = engine.spawnWorker();
  for (let parts = 20; ; parts *= 2) {
    const handle = await engine.begin({ pipeline: 'scoring', params: { parts } });
    for (;;) {
      const record = (await engine.metadata.stages(runIdOf(handle))).find(({ name }) => name === stage);
      if (record !== undefined && (await engine.metadata.checkpoint(record.cacheKey)) !== null) {
        worker.kill('SIGKILL');
        return { handle, parts };
      }
      if (record?.endedAt instanceof Date) break;
      await new Promise((wake) => setTimeout(wake, 10));
    }
    await handle.result();
  }
}

test.each(['score', 'write'])(
  'goes on with the part where %s was killed, and loses and repeats no row',
  { timeout: 120_000 },
  async (stage) => {
    engine = await Engine.start(project);
    await copyFile('test/fixtures/pretrained/classifier.onnx', engine.path('classifier.onnx'));
    const { handle, parts } = await beginKilled(stage);
    engine.spawnWorker();
    const { runId, outputs } = (await handle.result()) as { runId: string; outputs: { table: string } };
    const [record] = (await engine.metadata.stages(runId)).filter(({ name }) => name === stage);
    expect(record?.figures).toMatchObject({ rows: parts * 20_000 });
    expect(record?.figures['rows before']).toBeGreaterThan(stage === 'score' ? 0 : -1); // of write, the first checkpoint is before the first part

    const lines = (await readFile(engine.path('scored.csv'), 'utf8')).trim().split('\n');
    expect(lines[0]).toBe('x,y,prediction,probability_a,probability_b,probability_c');
    const x = lines.slice(1).map((line) => Number(line.split(',')[0]));
    expect(x).toEqual(Array.from({ length: parts * 20_000 }, (_, row) => Math.floor(row / 20_000) + (row % 20_000) / 20_000));

    const undisturbed = await engine.run({ pipeline: 'scoring', params: { parts }, cache: false });
    expect(undisturbed.outputs).toMatchObject({ table: outputs.table });
  },
);
