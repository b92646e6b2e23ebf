import { readFile, writeFile } from 'node:fs/promises';
import { CloudEvent, HTTP } from 'cloudevents';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GREET, startApiProject, untilRun, type ApiProject } from '../support/api-project.js';
import { runLeat } from '../support/run-leat.js';

let project: ApiProject;

beforeAll(async () => {
  project = await startApiProject();
});

afterAll(() => project.end());

interface Taken {
  readonly key: string;
  readonly state: string;
  readonly runs: { pipeline: string; runId: string }[];
  readonly error: { code: string; message: string } | null;
}

const greeting = (id: string, data: object = { loud: true, words: ['hey'] }): CloudEvent<object> =>
  new CloudEvent({ id, type: 'test.greeting', source: '/people/ann', data });

async function post({ headers, body }: { headers: object; body: unknown }): Promise<Taken[]> {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await project.ask('POST', '/events', { body: content, headers: headers as Record<string, string> });
  expect(response.status).toBe(202);
  return ((await response.json()) as { events: Taken[] }).events;
}

test.each(['binary', 'structured'] as const)('starts a run for an event in %s mode, once however often it comes', async (mode) => {
  const message = HTTP[mode](greeting(`once-${mode}`));
  const [first] = await post(message);
  expect(first).toMatchObject({ state: 'started', runs: [{ pipeline: 'greet' }], error: null });
  const again = await Promise.all([post(message), post(message), post(message)]);
  expect(again.flat().map(({ runs }) => runs)).toEqual([first?.runs, first?.runs, first?.runs]);
  const run = await untilRun(project, first?.runs[0]?.runId ?? '', ({ state }) => state === 'completed');
  expect(run).toMatchObject({ params: { word: 'hey' } });
});

test('takes a batch, and counts what matches nothing', async () => {
  const batch = [
    greeting('b-1'),
    greeting('b-2', { loud: false, words: ['psst'] }),
    new CloudEvent({ id: 'b-3', type: 'other', source: '/x' }),
  ];
  const body = JSON.stringify(batch.map((event) => event.toJSON()));
  const taken = await post({ headers: { 'content-type': 'application/cloudevents-batch+json' }, body });
  expect(taken.map(({ state }) => state)).toEqual(['started', 'unmatched', 'unmatched']);
  expect(await (await project.serving.get('/metrics')).text()).toContain('leat_events_total{state="unmatched"} 2\n');
});

test('keeps an event whose mapping fails, and starts it by a replay once that is mended', async () => {
  const [failed] = await post(HTTP.structured(greeting('bad', { loud: true })));
  expect(failed).toMatchObject({
    state: 'failed',
    error: { code: 'EVENT_MAPPING_FAILED', message: expect.stringContaining('data.words[0]') as string },
  });
  const { events } = (await (await project.ask('GET', '/api/v1/events?state=failed')).json()) as { events: Taken[] };
  expect(events.map(({ key }) => key)).toEqual([failed?.key]);
  const listed = await runLeat(['events', 'list', '--state', 'failed'], { cwd: project.engine.root });
  expect(listed.stdout).toContain('data.words[0]');

  const file = project.engine.path('greet.pipeline.ts');
  await writeFile(file, (await readFile(file, 'utf8')).replace('data.words[0]', 'id'));
  await project.ask('POST', '/api/v1/pipelines/nothing/runs', { body: {} }); // has a worker look at the files
  const replayed = (await (await project.ask('POST', `/api/v1/events/${failed?.key ?? ''}/replay`)).json()) as Taken;
  expect(replayed).toMatchObject({ state: 'started', runs: [{ pipeline: 'greet' }], error: null });
  await writeFile(file, GREET);
});

test.each([
  ['no type', { specversion: '1.0', id: '1', source: '/x' }, 'type'],
  ['another version', { specversion: '0.3', id: '1', source: '/x', type: 't' }, 'specversion'],
  ['a time that is none', { specversion: '1.0', id: '1', source: '/x', type: 't', time: 'noon' }, 'time'],
])('refuses an event with %s', async (_what, event, attribute) => {
  const response = await project.ask('POST', '/events', { body: event, headers: { 'content-type': 'application/cloudevents+json' } });
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'EVENT_INVALID', details: { attribute } }]);
});

test('says how an event is sent to who sends none', async () => {
  const response = await project.ask('POST', '/events', { body: {} });
  expect([response.status, await response.json()]).toMatchObject([415, { code: 'CONTENT_TYPE_UNSUPPORTED' }]);
});
