import { expect, test } from 'vitest';
import { eventStream } from '../../server/event-stream.js';
import { run } from '../contracts/metadata-records.js';
import { openTemporarily } from '../stores/metadata/open-temporarily.js';

test('says that it is still there while nothing happens, and goes on with the next event', async () => {
  const store = openTemporarily('sqlite::memory:');
  await store.migrate();
  await store.beginRun(run('run-1'), []);
  const told: string[] = [];
  const never = { isOver: () => false, isLost: () => Promise.resolve(false) };
  for await (const text of eventStream({ runId: 'run-1', after: 0, heartbeatMs: 1, ...never }, store)) {
    told.push(text);
    if (told.filter((each) => each.startsWith(':')).length === 2)
      await store.endRun('run-1', { state: 'completed', outputs: {}, error: null });
  }
  // A line that begins with a colon is a comment, which no client takes for an event.
  expect(told.map((text) => text.split('\n')[text.startsWith('id') ? 1 : 0])).toEqual([
    'retry: 1000',
    'event: run.started',
    ': still here',
    ': still here',
    'event: run.completed',
  ]);
  for (const text of told) expect(text.endsWith('\n\n')).toBe(true);
});
