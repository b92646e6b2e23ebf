import { afterEach, expect, test } from 'vitest';
import { createProgram, type Invocation } from '../../cli/create-program.js';
import { commands } from '../../cli/commands.js';
import { parseTags } from '../../cli/parse-tags.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import { expectRefusal } from '../support/expect-refusal.js';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

function invoke(...words: readonly string[]): Invocation {
  const invocations: Invocation[] = [];
  createProgram(commands, { version: '0', invoked: (invocation) => invocations.push(invocation) }).parse(['node', 'leat', ...words]);
  const [only] = invocations;
  if (only === undefined) throw new Error('expected a command to be invoked');
  return only;
}

test('tells the list of runs from the commands of its group, and their options apart', () => {
  expect(invoke('runs', '--pipeline', 'p')).toMatchObject({ command: { name: 'runs' }, input: { pipeline: 'p' } });
  const best = invoke('runs', 'best', '--pipeline', 'p', '--metric', 'f1', '--tag', 'a=1', '--json');
  expect(best).toMatchObject({ command: { name: 'runs best' }, json: true, input: { pipeline: 'p', metric: 'f1', tag: ['a=1'] } });
  expect(invoke('runs', 'compare', 'one', 'two', 'three').input).toMatchObject({ runs: ['one', 'two', 'three'] });
  expect(invoke('runs', 'tag', 'latest', 'a=1', 'b=').input).toMatchObject({ run: 'latest', tags: ['a=1', 'b='] });
});

test('reads tags, also with an equals sign in their value, and refuses what is none', () => {
  expect(parseTags(['a=1=2', 'b='])).toEqual({ a: '1=2', b: '' });
  expectRefusal(() => parseTags(['lonely']), 'USAGE_INVALID', '"lonely"');
});

test('adds tags and a note to a run, and takes them away', async () => {
  const store = openMetadataStore('sqlite::memory:');
  opened.push(store);
  await store.migrate();
  const plan = `sha256:${'0'.repeat(64)}` as const; // no plan is read here
  await store.beginRun(
    { id: 'r', workflowId: 'w', pipeline: 'p', params: {}, seed: 1, plan, resumedFrom: null, startedAt: new Date(), tags: { a: '1' } },
    [],
  );
  await store.annotateRun('r', { tags: { b: '2', a: '' }, note: 'said' });
  expect(await store.run('r')).toMatchObject({ tags: { b: '2' }, note: 'said' });
  await store.annotateRun('r', { note: '' });
  expect(await store.run('r')).toMatchObject({ tags: { b: '2' }, note: null });
});
