import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiProject, untilRun, type ApiProject } from '../support/api-project.js';
import { pythonWith } from '../support/python.js';

const run = promisify(execFile);
const [withRequests, withTemporal] = [await pythonWith('requests'), await pythonWith('temporalio')];

/** What the guide shows, in its order. */
const blocks = [...readFileSync('docs/guides/triggers.md', 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
  ([, language = '', code = '']) => ({
    language,
    code,
  }),
);

let project: ApiProject;

beforeAll(async () => {
  project = await startApiProject({
    'penguins.json': await readFile('node_modules/vega-datasets/data/penguins.json', 'utf8'),
    'penguins/pipeline.ts': await readFile('examples/penguins/pipeline.ts', 'utf8'),
    'penguins.pipeline.ts': "export { default } from './penguins/pipeline.js';",
    'orders.pipeline.ts': blockWith('ts', "name: 'orders'"),
    'orders.csv': 'id,price\n1,2\n',
  });
  await mkdir(project.engine.path('node_modules'), { recursive: true });
  await symlink(resolve('.'), project.engine.path('node_modules/leat'));
});

afterAll(() => project.end());

const tried = new Set<string>();

/** The one block of a language that has this text. */
function blockWith(language: string, text: string): string {
  const found = blocks.filter((block) => block.language === language && block.code.includes(text));
  if (found.length !== 1) throw new Error(`expected one block of ${language} with ${text}, got ${String(found.length)}`);
  const code = found[0]?.code ?? '';
  tried.add(code);
  return code;
}

/** The guide's own words, at the addresses of this test. */
function here(code: string, placeholders: Readonly<Record<string, string>> = {}): string {
  const { taskQueue, temporal } = project.engine.config;
  const own = code
    .replaceAll('http://127.0.0.1:7070', project.serving.url)
    .replaceAll('127.0.0.1:7233', temporal.address)
    .replaceAll('task_queue="leat"', `task_queue="${taskQueue}"`);
  return Object.entries(placeholders).reduce((text, [name, value]) => text.replaceAll(name, value), own);
}

async function shell(code: string): Promise<string> {
  return (await run('bash', ['-c', code], { timeout: 60_000 })).stdout;
}

async function python(program: string, code: string): Promise<string> {
  return (await run(program, ['-c', code], { timeout: 60_000 })).stdout;
}

const isOver = ({ state }: { state: string }): boolean => state !== 'running';

test('starts and follows a run as curl does', async () => {
  const { id } = JSON.parse(await shell(here(blockWith('sh', 'order-17')))) as { id: string };
  const followed = await shell(here(blockWith('sh', 'RUN/events'), { RUN: id }));
  expect(followed).toContain('event: run.completed');
  expect(followed).toContain('"state":"completed"');
});

test('promotes the version that was seen', async () => {
  const [look = '', ...promote] = here(blockWith('sh', '/promote')).split('\n');
  const [, tag = ''] = /etag: "(.*)"/i.exec(await shell(look)) ?? [];
  expect(JSON.parse(await shell(promote.join('\n').replace('TAG', tag)))).toEqual({ model: 'penguins', alias: 'champion', version: 1 });
});

test('starts and follows a run in TypeScript', async () => {
  const [entry, outfile] = [project.engine.path('other.ts'), project.engine.path('other.mjs')];
  await writeFile(entry, here(blockWith('ts', 'new HttpClient')));
  await build({ entryPoints: [entry], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm', target: 'node20' });
  const { stdout } = await run(process.execPath, [outfile], { timeout: 60_000 });
  expect(stdout).toMatch(/^run\.started/);
  expect(stdout).toContain('run.completed');
});

test.skipIf(withRequests === null)('starts and follows a run in Python', async () => {
  const said = await python(withRequests ?? '', here(blockWith('python', 'import requests')));
  expect(said).toContain('event: run.completed');
  expect(said.trimEnd().split('\n').at(-1)).toBe('completed');
});

test.skipIf(withTemporal === null)("starts a run by Temporal's client for Python", async () => {
  expect(await python(withTemporal ?? '', here(blockWith('python', 'temporalio')))).toMatch(/^completed \{.*f1Macro/);
});

test('starts a pipeline by a CloudEvent', async () => {
  await project.ask('POST', '/api/v1/pipelines/orders/runs', { body: { params: {} } }); // refused, after the files were looked at
  const { events } = JSON.parse(await shell(here(blockWith('sh', 'ce-id: 1')))) as {
    events: { state: string; runs: { runId: string }[] }[];
  };
  expect(events).toMatchObject([{ state: 'started', runs: [{ pipeline: 'orders' }] }]);
  expect((await untilRun(project, events[0]?.runs[0]?.runId ?? '', isOver)).state).toBe('completed');
});

test('sends a pipeline as JSON, and subscribes a webhook', async () => {
  expect(JSON.parse(await shell(here(blockWith('sh', 'curl -s -X PUT'))))).toMatchObject({ name: 'rows', version: 1 });
  expect(JSON.parse(await shell(here(blockWith('sh', 'api/v1/webhooks'))))).toMatchObject({
    secret: expect.stringMatching(/^whsec_/) as string,
  });
});

test('shows nothing that is not tried here', () => {
  for (const [language, text] of [
    ['python', 'import requests'],
    ['python', 'temporalio'],
  ] as const)
    blockWith(language, text);
  expect(blocks.filter(({ code }) => !tried.has(code))).toEqual([]);
});
