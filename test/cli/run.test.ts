import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../support/engine.js';
import { runLeat, type LeatOutcome } from '../support/run-leat.js';

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start({
    'sum.pipeline.ts': `
      import { definePipeline, defineStage, LeatError } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({ terms: z.array(z.number()).default([1, 2]) });
      const sum = defineStage({ name: 'sum', version: 1, inputs: {}, outputs: { out: 'report' }, params,
        run: (_inputs, { terms }, { figure }) => {
          if (terms.length === 0) throw new LeatError('SOURCE_NO_ROWS', 'nothing to add');
          const total = terms.reduce((a, b) => a + b);
          figure('total', total);
          return { out: { total } };
        } });
      export default definePipeline({ name: 'sum', params, build: ({ terms }) => ({ end: sum({ terms }) }) });`,
    'chain.pipeline.ts': `
      import { definePipeline, defineStage } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({});
      const write = defineStage({ name: 'write', version: 1, inputs: {}, outputs: { out: 'report' }, params, run: () => ({ out: {} }) });
      const read = defineStage({ name: 'read', version: 1, inputs: { from: 'report' }, outputs: { out: 'report' }, params, run: () => ({ out: {} }) });
      export default definePipeline({ name: 'chain', params, build: () => ({ end: read({ from: write({}) }) }) });`,
  });
  await engine.startWorker();
});

afterAll(() => engine.end());

function leat(...words: string[]): Promise<LeatOutcome> {
  const { temporal, taskQueue } = engine.config;
  return runLeat(words, { cwd: engine.root, env: { TEMPORAL_ADDRESS: temporal.address, LEAT_TASK_QUEUE: taskQueue } });
}

test('runs a pipeline, tells each stage on the way, and ends with the report', async () => {
  const { exitCode, stdout, stderr } = await leat('run', 'sum', '--param', 'terms=[2,3]');
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/✔ sum {2}completed .*total 5/);
  expect(stdout).toMatch(/^sum completed in/);
});

test('lists adopted stages in the order of the plan', async () => {
  await leat('run', 'chain');
  const { stdout } = await leat('run', 'chain');
  expect(stdout).toMatch(/≡ write .*\n≡ read /);
});

test('ends with 1 when the run failed, and tells programs why', async () => {
  const { exitCode, stdout } = await leat('run', 'sum', '--param', 'terms=[]', '--json');
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ pipeline: 'sum', state: 'failed', error: { code: 'SOURCE_NO_ROWS' } });
});

test.each([
  { words: ['sums'], code: 'PIPELINE_UNKNOWN', mend: 'did you mean "sum"?' },
  { words: ['sum', '--param', 'term=1'], code: 'PARAMETER_INVALID', mend: 'did you mean "terms"?' },
])('ends with 2, and starts no run, when $words cannot be planned', async ({ words, code, mend }) => {
  // Where nothing answers: a start would be refused as TEMPORAL_UNREACHABLE.
  const nowhere = { cwd: engine.root, env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } };
  const { exitCode, stdout } = await runLeat(['run', ...words, '--json'], nowhere);
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code, message: expect.stringContaining(mend) as string } });
});

test('starts a run, shows it, lists it and tells its attempts', async () => {
  const started = await leat('run', 'sum', '--param', 'terms=[4]', '--detach', '--json');
  const { runId } = JSON.parse(started.stdout) as { runId: string };
  await expect.poll(async () => (await leat('show', runId.slice(0, 30), '--json')).stdout, { timeout: 20_000 }).toContain('"completed"');
  const { stdout } = await leat('runs', '--pipeline', 'sum', '--limit', '1', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ runs: [{ id: runId, state: 'completed' }] });
  expect((await leat('logs', runId)).stdout).toContain('sum attempt 1 on');
  expect(await leat('report', runId)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('REPORT_MISSING') as string });
});

test('says which stages are cached, without running anything', async () => {
  await leat('run', 'sum', '--param', 'terms=[7]');
  expect((await leat('plan', 'sum', '--param', 'terms=[7]')).stdout).toBe('sum\n└─ sum  cached\n');
  expect((await leat('plan', 'sum', '--param', 'terms=[8]')).stdout).toBe('sum\n└─ sum\n');
});
