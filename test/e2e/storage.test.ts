import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import { Engine, runIdOf, untilStage } from '../support/engine.js';
import { mountTinyDisk, noTinyDisk } from '../support/tiny-disk.js';

let engine: Engine;

afterEach(async () => {
  await (engine as Engine | undefined)?.end();
});

const KILOBYTE = 1024;

/** small (20 KB) → large (300 KB); each call leaves a line in calls.txt, and `large` waits as long as a file `wait` is there. */
const project = ({ artifacts = '', attempts = 1 }: { artifacts?: string; attempts?: number } = {}) => ({
  'leat.config.ts': `import { defineConfig } from 'leat';
    export default defineConfig({ pipelines: ['*.pipeline.ts'] ${artifacts === '' ? '' : `, stores: { artifacts: 'file:${artifacts}' }`} });`,
  'suffix.ts': "export const suffix = '!';",
  'sizes.pipeline.ts': `
    import { appendFileSync, existsSync } from 'node:fs';
    import { definePipeline, defineStage } from 'leat';
    import { z } from 'zod';
    import { small } from './small.js';
    import { suffix } from './suffix.js';
    const params = z.strictObject({ calls: z.string(), text: z.string().default('a') });
    const large = defineStage({ name: 'large', version: 1, inputs: { before: 'report' }, outputs: { out: 'report' }, params,
      run: async ({}, { calls, text }) => {
        appendFileSync(calls, 'large\\n');
        while (existsSync(calls + '.wait')) await new Promise((wake) => setTimeout(wake, 20));
        return { out: { text: text.repeat(300 * 1024) + suffix } };
      } });
    export default definePipeline({ name: 'sizes', params,
      build: ({ calls, text }) => ({ end: large({ before: small({ calls }), calls, text }, { retry: { attempts: ${String(attempts)}, initial: '200ms', factor: 1 } }) }) });`,
  'small.ts': `
    import { appendFileSync } from 'node:fs';
    import { defineStage } from 'leat';
    import { z } from 'zod';
    export const small = defineStage({ name: 'small', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({ calls: z.string() }),
      run: ({}, { calls }) => { appendFileSync(calls, 'small\\n'); return { out: { text: 'b'.repeat(20 * 1024) } }; } });`,
});

const calls = async (): Promise<string[]> => (await readFile(engine.path('calls.txt'), 'utf8')).trim().split('\n');
const request = (text = 'a') => ({ pipeline: 'sizes', params: { calls: engine.path('calls.txt'), text } });

/** A disk that has room for the plan and `small`, not for `large`, until the blocker is gone. */
async function fullDisk(): Promise<{ path: string; blocker: string }> {
  const { path } = mountTinyDisk(600);
  const blocker = join(path, 'blocker');
  await writeFile(blocker, new Uint8Array(380 * KILOBYTE));
  return { path, blocker };
}

test.skipIf(noTinyDisk)('waits while the disk of the artifacts is full, and goes on by itself when there is room', async () => {
  const { path, blocker } = await fullDisk();
  engine = await Engine.start(project({ artifacts: path, attempts: 100 }));
  await engine.startWorker();
  const handle = await engine.begin(request());
  await expect
    .poll(async () => (await engine.metadata.attempts(runIdOf(handle), 'large')).at(-1)?.error?.code, { timeout: 20_000 })
    .toBe('STORAGE_FULL');
  await rm(blocker);
  await handle.result();
  expect(await engine.states(runIdOf(handle))).toEqual({ small: 'completed', large: 'completed' });
  expect((await calls()).filter((name) => name === 'small')).toHaveLength(1);
});

test.skipIf(noTinyDisk)('fails when the disk stays full, loses nothing, and is resumed when there is room', async () => {
  const { path, blocker } = await fullDisk();
  engine = await Engine.start(project({ artifacts: path }));
  await engine.startWorker();
  const failed = await engine.runToFailure(request());
  expect(failed).toMatchObject({ code: 'STORAGE_FULL', message: expect.stringContaining(`stage "large": ${path}: ENOSPC`) as string });
  expect(await engine.states(failed.runId)).toEqual({ small: 'completed', large: 'failed' });
  await rm(blocker);
  const resumed = await engine.run({ pipeline: 'sizes', resumeOf: failed.runId });
  expect(await engine.states(resumed.runId)).toEqual({ small: 'cached', large: 'completed' });
  expect(await calls()).toEqual(['small', 'large', 'large']);
});

test.skipIf(noTinyDisk)('fails at once on a read-only disk of artifacts, and still adopts what is there', async () => {
  const disk = mountTinyDisk(2000);
  engine = await Engine.start(project({ artifacts: disk.path, attempts: 100 }));
  await engine.startWorker();
  const { outputs } = await engine.run(request());
  disk.makeReadOnly();
  expect(await engine.runToFailure(request('c'))).toMatchObject({ code: 'STORAGE_READ_ONLY' });
  expect((await engine.run(request())).outputs).toEqual(outputs);
  disk.makeWritable();
  const { runId } = await engine.run(request('c'));
  expect(await engine.states(runId)).toEqual({ small: 'cached', large: 'completed' });
});

test('waits while another process locks the metadata database, and records all of it after', async () => {
  engine = await Engine.start(project({ attempts: 100 }));
  await engine.startWorker();
  await writeFile(engine.path('calls.txt.wait'), '');
  const handle = await engine.begin(request());
  await untilStage(handle, 'large', 'running');
  await expect.poll(calls, { timeout: 10_000 }).toEqual(['small', 'large']);
  const other = new BetterSqlite3(engine.path('.leat/leat.db'));
  other.exec('begin immediate');
  await rm(engine.path('calls.txt.wait'));
  await sleep(12_000); // longer than an attempt waits for the lock, twice
  other.exec('rollback').close();
  await handle.result();
  expect(await engine.states(runIdOf(handle))).toEqual({ small: 'completed', large: 'completed' });
  expect((await calls()).filter((name) => name === 'small')).toHaveLength(1);
});

test('makes an artifact anew whose stored bytes were damaged', async () => {
  engine = await Engine.start(project());
  await engine.startWorker();
  const { runId } = await engine.run(request());
  const [small] = await engine.metadata.stages(runId);
  const file = engine.path(`.leat/artifacts/${(small?.outputs['out']?.digest ?? '').replace(/^sha256:(..)/, 'sha256/$1/')}`);
  const content = await readFile(file);
  await writeFile(file, content.fill('x', 20, 21)); // one byte, same length
  await writeFile(engine.path('suffix.ts'), "export const suffix = '?';"); // so that `large` reads it again
  expect(await engine.runToFailure(request())).toMatchObject({ code: 'ARTIFACT_CORRUPT' });
  const repaired = await engine.run(request());
  expect(await engine.states(repaired.runId)).toEqual({ small: 'completed', large: 'completed' });
});
