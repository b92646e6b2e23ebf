import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject } from '../support/create-project.js';
import { runLeat } from '../support/run-leat.js';

const rows = Array.from({ length: 40 }, (_, row) => `${String(row)},${row < 20 ? 'low' : 'high'}`);

const project = {
  'leat.config.ts': "import { defineConfig } from 'leat'; export default defineConfig({ pipelines: ['*.pipeline.ts'] });",
  'heights.csv': `height,class\n${rows.join('\n')}\n`,
  'heights.pipeline.ts': `
    import { definePipeline, deploy, evaluate, file, ingest, logistic, numeric, recipe, register, select, split, train } from 'leat';
    import { z } from 'zod';
    export default definePipeline({
      name: 'heights',
      params: z.strictObject({}),
      build() {
        const { train: rows, test } = split({ table: ingest({ source: file('heights.csv') }), stratifyBy: 'class' });
        const candidate = select({ train: rows, recipe: recipe({ target: 'class' }).scale(numeric(), { as: 'standard' }), candidates: [logistic({ l2: 1 })], folds: 2, metric: 'accuracy' });
        const model = train({ train: rows, candidate });
        const version = register({ model, evaluation: evaluate({ model, test }), name: 'heights' });
        return { deployed: deploy({ version, alias: 'champion' }) };
      },
    });`,
};

test('starts everything, runs the first pipeline, and checks a prediction over HTTP', { timeout: 120_000 }, async () => {
  const cwd = await createProject(project);
  const { exitCode, stdout, stderr } = await runLeat(['up', '--once', '--json'], {
    cwd,
    env: { HOME: process.env['HOME'], LEAT_PORT: '0', TEMPORAL_ADDRESS: '' },
  });
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    state: 'completed',
    reports: [expect.stringMatching(/-evaluate\.html$/)],
    prediction: { answer: { model: 'heights:1', predictions: [{ label: expect.any(String) as string }] } },
  });
  expect(existsSync(join(cwd, '.leat/temporal-address'))).toBe(false);
  const audit = await runLeat(['audit', '--json'], { cwd, env: { TEMPORAL_ADDRESS: '' } });
  expect(audit.stdout).toContain('run.start');
});

test('says how to get a Temporal server where there is none to be had, and leaves the project as it is', async () => {
  const cwd = await createProject(project);
  // No download gets through the proxy; /bin has neither `temporal` nor `go`.
  const env = { PATH: '/bin', HTTPS_PROXY: 'http://127.0.0.1:9', LEAT_PORT: '0', TEMPORAL_ADDRESS: '' };
  const { exitCode, stdout } = await runLeat(['up', '--once', '--json'], { cwd, env });
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'TEMPORAL_NOT_FOUND', message: expect.stringContaining('Set TEMPORAL_ADDRESS') as string },
  });
  expect(existsSync(join(cwd, '.leat/temporal-address'))).toBe(false);
});

test('stops what it has started when the port of the server is taken', async () => {
  const cwd = await createProject(project);
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => other.once('listening', listening));
  const { port } = other.address() as { port: number }; // a TCP server's address has this form
  const { exitCode, stdout } = await runLeat(['up', '--once', '--json'], {
    cwd,
    env: { HOME: process.env['HOME'], LEAT_PORT: String(port), TEMPORAL_ADDRESS: '' },
  });
  other.close();
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'PORT_IN_USE' } });
  expect(existsSync(join(cwd, '.leat/temporal-address'))).toBe(false);
});
