import { expect, test } from 'vitest';
import { LogTail } from '../../worker/log-tail.js';
import { openTemporarily } from '../stores/metadata/open-temporarily.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('has the last lines of the last attempt, and none of a stage that was never attempted', async () => {
  const address = `sqlite:${temporaryFolder()}/leat.db`;
  const metadata = openTemporarily(address);
  await metadata.migrate();
  const digest = `sha256:${'0'.repeat(64)}` as const;
  const run = { id: 'r1', workflowId: 'w1', pipeline: 'penguins', plan: digest, params: {}, seed: 1, resumedFrom: null };
  await metadata.beginRun({ ...run, startedAt: new Date(0) }, []);
  const texts = ['the first attempt', Array.from({ length: 12 }, (_, line) => `line ${String(line)}\n`).join('')];
  for (const [index, text] of texts.entries()) {
    const key = { runId: 'r1', name: 'train', attempt: index + 1 };
    await metadata.beginAttempt(key, { stage: 'train', cacheKey: 'k', worker: 'w' });
    await metadata.appendOutput(key, { chunk: 0, text });
  }
  const tail = new LogTail(address);
  const lines = await tail.linesOf({ runId: 'r1', stage: 'train' });
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([10, 'line 2', 'line 11']);
  expect(await tail.linesOf({ runId: 'r1', stage: 'split' })).toEqual([]);
  expect(await tail.linesOf({ runId: null })).toEqual([]);
  await tail.close();
});
