import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../support/engine.js';
import { runLeat, type LeatOutcome } from '../support/run-leat.js';
import { threeStages } from '../support/three-stages.js';

let engine: Engine;

beforeAll(async () => {
  process.env['LEAT_SECRET_CHATTY'] = 'open sesame'; // of the worker, which is in this process
  engine = await Engine.start({
    ...threeStages(),
    'dice.pipeline.ts': `
      import { definePipeline, defineStage } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({});
      const roll = defineStage({ name: 'roll', version: 1, inputs: {}, outputs: { out: 'report' }, params, run: () => ({ out: Math.random() }) });
      export default definePipeline({ name: 'dice', params, build: () => ({ end: roll({}) }) });`,
    'chatty.pipeline.ts': `
      import { definePipeline, defineStage } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({});
      let tries = 0;
      const talk = defineStage({ name: 'talk', version: 1, inputs: {}, outputs: { out: 'report' }, params, run: (_inputs, _params, { log }) => {
        log.info('first words', { rows: 3 });
        console.error('the key is open sesame');
        if (++tries === 1) throw new Error('not yet');
        return { out: tries };
      } });
      export default definePipeline({ name: 'chatty', params, build: () => ({ end: talk({}, { cache: false, retry: { initial: '10ms' } }) }) });`,
  });
  await engine.startWorker();
});

afterAll(async () => {
  delete process.env['LEAT_SECRET_CHATTY'];
  await engine.end();
});

function leat(...words: string[]): Promise<LeatOutcome> {
  const { temporal, taskQueue } = engine.config;
  return runLeat(words, { cwd: engine.root, env: { TEMPORAL_ADDRESS: temporal.address, LEAT_TASK_QUEUE: taskQueue } });
}

test('explains what ran by the file and the parameter that changed, and what was cached by its run', async () => {
  const first = await engine.run({ pipeline: 'three' });
  await writeFile(engine.path('word.ts'), "export const word = 'newer';");
  const { runId } = await engine.run({ pipeline: 'three', params: { last: 'y' } });
  const explain = async (stage: string) => (await leat('explain', runId, stage)).stdout;
  expect(await explain('first')).toContain(`its key is that of run ${first.runId}, whose result was taken`);
  expect(await explain('second')).toMatch(/second completed in run .*\ncompared with run .*\n {2}code word\.ts changed\n$/);
  expect(await explain('third')).toMatch(
    /parameter text: z → y\n {2}input before: stage second made sha256:\w{12}, before sha256:\w{12}\n$/,
  );
  expect(await leat('explain', runId, 'thrid')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('did you mean "third"?') as string,
  });
});

test('tells how two runs differ', async () => {
  const one = await engine.run({ pipeline: 'three', params: { text: 'one' } });
  const two = await engine.run({ pipeline: 'three', params: { text: 'two' }, seed: 2 });
  const { stdout, exitCode } = await leat('diff', one.runId, two.runId, '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    params: [{ path: 'text', before: 'one', after: 'two' }],
    setting: [{ path: 'seed', before: 1, after: 2 }],
    code: [],
    stages: [{ stage: 'first', params: [{ path: 'text' }], outputs: [{ path: 'out' }] }, { stage: 'second' }, { stage: 'third' }],
    metrics: [],
  });
  expect((await leat('diff', one.runId, one.runId)).stdout).toContain('nothing differs');
});

test('reproduces a run, and ends with 1 naming the stages that came out otherwise', async () => {
  const steady = await engine.run({ pipeline: 'three', params: { text: 'same' } });
  expect(await leat('reproduce', steady.runId)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`same digests in all 3 stages as run ${steady.runId}`) as string,
  });
  const dice = await engine.run({ pipeline: 'dice' });
  expect(await leat('reproduce', dice.runId)).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(/different from run .*: roll\n {2}roll out: sha256:/) as string,
  });
});

test('resumes from a stage, and runs by the code of an earlier run', async () => {
  const { runId } = await engine.run({ pipeline: 'three', params: { text: 'cli' } });
  const resumed = JSON.parse((await leat('resume', runId, '--from', 'third', '--json')).stdout) as { runId: string };
  expect(await engine.states(resumed.runId)).toEqual({ first: 'cached', second: 'cached', third: 'completed' });
  await writeFile(engine.path('word.ts'), "export const word = 'newest';");
  const asOf = JSON.parse((await leat('run', 'three', '--as-of', runId, '--param', 'text=cli', '--json')).stdout) as { runId: string };
  expect(await engine.states(asOf.runId)).toEqual({ first: 'cached', second: 'cached', third: 'cached' });
});

test('tells where an artifact came from, back to its source, and what came of it', async () => {
  const { runId } = await engine.run({ pipeline: 'three', params: { text: 'lineage' } });
  const stages = await engine.metadata.stages(runId);
  const second = stages.find(({ name }) => name === 'second')?.outputs['out']?.digest ?? '';
  const { stdout } = await leat('lineage', second.slice('sha256:'.length, 40), '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    artifact: second,
    origins: [{ stage: 'second', kind: 'report', links: [{ stage: 'first', runId, links: [] }] }],
    results: [{ stage: 'third', runId, links: [] }],
  });
  expect((await leat('lineage', second)).stdout).toMatch(
    /came from\n└─ second: report .*\n {3}└─ first: report .*\nwhat came of it\n└─ third: report/,
  );
  expect((await leat('lineage', 'ffffffffffffffffffff')).exitCode).toBe(2);
});

test('tells what each attempt wrote and how it ended, without the values of secrets', async () => {
  const { runId } = await engine.run({ pipeline: 'chatty' });
  const { stdout } = await leat('logs', runId);
  expect(stdout).toMatch(
    /talk attempt 1 on .*\n {2}first words rows=3\n {2}the key is \*\*\*\n {2}STAGE_FAILED: not yet\n.* talk attempt 2 on .*\n/,
  );
  expect((await leat('logs', runId, 'talk', '--attempt', '2')).stdout).not.toContain('attempt 1');
  expect((await leat('logs', runId, '--follow')).stdout).toMatch(/talk 1 \| first words rows=3\n[^]*run .* is completed\n$/);
});
