import type { ChildProcess } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine, failureOf, runIdOf, untilStage } from '../support/engine.js';

/*
 * Each of these would go on for minutes, in one compute thread: that the run ends as cancelled, and another one runs
 * after it, says that the computation is over. The worker is a process of its own, which an abort in native code would end.
 */

let engine: Engine;
let worker: ChildProcess;

const FILES = 300;

beforeAll(async () => {
  engine = await Engine.start({
    'leat.config.ts':
      "import { defineConfig } from 'leat'; export default defineConfig({ pipelines: ['*.pipeline.ts'], compute: { threads: 1 } });",
    // Looks at its flag no more than a program of anybody does, and starts another one.
    'forever.mjs': `
      import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      const child = spawn('sleep', ['1000']);
      writeFileSync(JSON.parse(process.argv[2]).pids, process.pid + ' ' + child.pid);
      for (;;);`,
    'endless.pipeline.ts': `
      import { definePipeline, defineStage, external, file, gbdt, ingest, mlp, numeric, recipe, tableFromRows, train } from 'leat';
      import { z } from 'zod';
      const none = z.strictObject({});
      const rows = defineStage({ name: 'rows', version: 1, inputs: {}, outputs: { out: 'table' }, params: none,
        run: () => ({ out: tableFromRows(Array.from({ length: 20_000 }, (_, x) => ({ x: Math.sin(x), y: Math.cos(3 * x), z: (x % 977) / 977, target: Math.sin(x) * (x % 977) }))) }) });
      const numbers = recipe({ target: 'target' }).scale(numeric(), { as: 'standard' });
      const pipeline = (name, build) => definePipeline({ name, params: none, build: () => ({ end: build() }) });
      export const quick = pipeline('quick', () => rows({}));
      export const duckdb = pipeline('duckdb', () => ingest({ source: file('many/*.csv') }, { as: 'long' }));
      export const trees = pipeline('trees', () => train({ train: rows({}), recipe: numbers, trainer: gbdt({ trees: 100_000, leaves: 255 }) }, { as: 'long' }));
      // A pass of a batch through ONNX Runtime takes longer than a thread is given to end by itself.
      export const network = pipeline('network', () =>
        train({ train: rows({}), recipe: numbers, trainer: mlp({ hiddenLayerSizes: [2000, 2000], batchSize: 2000, maxEpochs: 100_000, tolerance: 0, patience: 100_000 }) }, { as: 'long' }));
      export const program = definePipeline({ name: 'program', params: z.strictObject({ pids: z.string() }), build: ({ pids }) => ({
        end: external({ train: rows({}), program: 'node', script: 'forever.mjs', arguments: [JSON.stringify({ pids })], target: 'target', columns: ['x', 'y'] }, { as: 'long' }) }) });`,
  });
  mkdirSync(engine.path('many'));
  mkdirSync(engine.path('tmp'));
  const line = (row: number): string => Array.from({ length: 8 }, (_, column) => String(Math.sin(row * 8 + column))).join(',');
  writeFileSync(engine.path('many/0.csv'), `a,b,c,d,e,f,g,h\n${Array.from({ length: 120_000 }, (_, row) => line(row)).join('\n')}\n`);
  for (let copy = 1; copy < FILES; copy++) linkSync(engine.path('many/0.csv'), engine.path(`many/${String(copy)}.csv`));
  worker = engine.spawnWorker({ env: { TMPDIR: engine.path('tmp') } });
  await engine.run({ pipeline: 'quick' });
});

afterAll(() => engine.end());

const temporaryFiles = (): string[] => [...readdirSync(engine.path('.leat/artifacts/temporary')), ...readdirSync(engine.path('tmp'))];

const pids = (): number[] => readFileSync(engine.path('pids'), 'utf8').split(' ').map(Number);
/** What is dead may stay in the table of processes until its parent looks. */
const isAlive = (pid: number): boolean => {
  const path = `/proc/${String(pid)}/stat`;
  return existsSync(path) && !readFileSync(path, 'utf8').includes(') Z ');
};

test.each([
  { what: 'reading files by DuckDB', pipeline: 'duckdb' },
  { what: 'growing trees', pipeline: 'trees' },
  { what: 'training a network in ONNX Runtime', pipeline: 'network' },
  { what: 'a program of another language', pipeline: 'program' },
])('ends $what, leaves no temporary file, and goes on with the next run', async ({ pipeline }) => {
  const handle = await engine.begin({ pipeline, ...(pipeline === 'program' ? { params: { pids: engine.path('pids') } } : {}) });
  await untilStage(handle, 'long', 'running');
  await (pipeline === 'program'
    ? expect.poll(() => existsSync(engine.path('pids')), { timeout: 20_000 }).toBe(true)
    : new Promise((wake) => setTimeout(wake, 1000)));
  await handle.cancel();
  expect(await failureOf(handle)).toMatchObject({ code: 'CANCELLED' });
  expect(await engine.metadata.run(runIdOf(handle))).toMatchObject({ state: 'cancelled' });
  expect((await engine.states(runIdOf(handle)))['long']).toBe('cancelled');
  expect(temporaryFiles()).toEqual([]);
  if (pipeline === 'program') expect(pids().filter(isAlive)).toEqual([]);
  expect(await engine.run({ pipeline: 'quick', cache: false })).toMatchObject({ state: 'completed' });
  expect([worker.exitCode, worker.signalCode]).toEqual([null, null]);
});
