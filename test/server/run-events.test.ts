import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiProject, untilRun, type ApiProject } from '../support/api-project.js';

let project: ApiProject;

beforeAll(async () => {
  project = await startApiProject();
});

afterAll(() => project.end());

async function start(params: object): Promise<string> {
  const response = await project.ask('POST', '/api/v1/pipelines/greet/runs', { body: { params } });
  return ((await response.json()) as { id: string }).id;
}

/** Numbers and types of a stream's events, up to so many. */
async function follow(id: string, { after, most = Infinity }: { after?: number; most?: number } = {}): Promise<[number, string][]> {
  const abort = new AbortController();
  const headers = after === undefined ? {} : { 'last-event-id': String(after) };
  const response = await fetch(`${project.serving.url}/api/v1/runs/${id}/events`, { headers, signal: abort.signal });
  expect(response.headers.get('content-type')).toMatch('text/event-stream');
  const seen: [number, string][] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += new TextDecoder().decode(chunk as Uint8Array);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const [, number, type] = /^id: (\d+)\nevent: (\S+)/.exec(block) ?? [];
      if (number !== undefined) seen.push([Number(number), type ?? '']);
    }
    if (seen.length >= most) break;
  }
  abort.abort();
  return seen;
}

test('tells what happens to a run until its end, and goes on after a reconnect without a gap', async () => {
  const id = await start({ waits: true });
  const first = await follow(id, { most: 2 });
  expect(first).toEqual([
    [1, 'run.started'],
    [2, 'stage.started'],
  ]);
  const rest = follow(id, { after: 1 });
  await writeFile(project.engine.path('go'), '');
  expect(await rest).toEqual([
    [2, 'stage.started'],
    [3, 'stage.completed'],
    [4, 'run.completed'],
  ]);
  expect((await project.ask('GET', `/api/v1/runs/${id}/events`, { headers: { 'last-event-id': '4' } })).status).toBe(204);
});

test('refuses to follow a run that nobody knows', async () => {
  expect((await project.ask('GET', '/api/v1/runs/none/events')).status).toBe(404);
  const id = await start({});
  await untilRun(project, id, ({ state }) => state === 'completed');
  expect((await project.ask('GET', `/api/v1/runs/${id}/events`, { headers: { 'last-event-id': 'x' } })).status).toBe(400);
});
