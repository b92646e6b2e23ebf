import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpClient } from '../../client/http/index.js';
import { freePort } from '../support/free-port.js';
import { GREET } from '../support/api-project.js';
import { Engine } from '../support/engine.js';
import { startServing } from '../support/serving.js';

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start({ 'greet.pipeline.ts': GREET });
  await engine.startWorker();
});

afterAll(() => engine.end());

test('has exactly 100 runs of 100 starts while the server is started anew in their middle', async () => {
  const port = await freePort();
  const first = await startServing({ engine: engine.config, port, drainMs: 100 });
  const leat = new HttpClient({ url: first.url, retry: { attempts: 50, firstMs: 50, longestMs: 500 } });
  let started = 0;
  const starts = Array.from({ length: 100 }, async (_, index) => {
    const run = await leat.run('greet', { word: `word ${String(index)}` });
    started += 1;
    return run;
  });
  while (started < 20) await new Promise((wake) => setTimeout(wake, 5));
  await first.stop();
  const second = await startServing({ engine: engine.config, port });
  const runs = await Promise.all(starts);
  expect(new Set(runs.map(({ id }) => id)).size).toBe(100);
  await Promise.all(runs.map((run) => run.wait()));
  await second.stop();
  const recorded = await engine.metadata.listRuns({ limit: 500 });
  expect(recorded).toHaveLength(100);
  expect(new Set(recorded.map(({ params }) => params.word)).size).toBe(100);
}, 120_000);
