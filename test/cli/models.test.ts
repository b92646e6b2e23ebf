import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createProject } from '../support/create-project.js';
import { runLeat } from '../support/run-leat.js';

let cwd: string;

function leat(...words: string[]): ReturnType<typeof runLeat> {
  return runLeat(words, { cwd });
}

/** The JSON document that a command has to say. */
async function ask(...words: string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await leat(...words, '--json');
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  cwd = await createProject({ 'leat.config.ts': "import { defineConfig } from 'leat'; export default defineConfig({});" });
  for (const file of ['xgboost.onnx', 'sklearn-zipmap.onnx', 'sklearn-columns.onnx'])
    await copyFile(`test/fixtures/foreign/${file}`, join(cwd, file));
  const inputs = [{ name: 'b', type: 'number', minimum: -2, maximum: 2 }];
  await writeFile(join(cwd, 'signature.json'), JSON.stringify({ target: 'kind', columns: ['a', 'b', 'c', 'd'], inputs }));
  await ask('models', 'import', 'sklearn-zipmap.onnx', '--name', 'kinds', '--alias', 'champion', '--signature', 'signature.json');
  await ask('models', 'import', 'xgboost.onnx', '--name', 'kinds', '--target', 'kind');
});

test('imports with the signature of a file', async () => {
  expect(await ask('models', 'show', 'kinds')).toMatchObject({
    versions: [{ version: 2 }, { version: 1, aliases: ['champion'] }],
  });
  expect(await ask('models', 'compare', 'kinds', 'kinds:2')).toMatchObject({
    before: 'kinds:1',
    after: 'kinds:2',
    metrics: [],
    changes: expect.arrayContaining([{ path: 'signature.inputs[1].maximum', before: 2 }]) as unknown[],
  });
});

test('keeps notes, licence and who imported it, and shows them with what is known of columns', async () => {
  await writeFile(join(cwd, 'notes.md'), '# Kinds\n\nNot for minors.\n');
  await ask(
    'models',
    'import',
    'sklearn-zipmap.onnx',
    '--name',
    'noted',
    '--signature',
    'signature.json',
    '--notes',
    'notes.md',
    '--licence',
    'MIT',
  );
  const about = { notes: '# Kinds\n\nNot for minors.\n', licence: 'MIT', importedBy: userInfo().username };
  expect(await ask('models', 'show', 'noted')).toMatchObject({
    card: { about },
    versions: [{ version: 1, createdAt: expect.any(String) as string }],
  });
  const { stdout } = await leat('models', 'show', 'noted');
  for (const text of ['-2 to 2', `imported by ${userInfo().username}`, 'licence: MIT', 'Not for minors.']) expect(stdout).toContain(text);
});

test('refuses a signature that is none, and leaves nothing behind', async () => {
  await writeFile(join(cwd, 'wrong.json'), JSON.stringify({ colums: ['a'] }));
  const refused = await leat('models', 'import', 'xgboost.onnx', '--name', 'none', '--signature', 'wrong.json');
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('"colums"') as string]);
  await writeFile(join(cwd, 'half.onnx'), (await readFile(join(cwd, 'xgboost.onnx'))).subarray(0, 900));
  const half = await leat('models', 'import', 'half.onnx', '--name', 'none');
  expect([half.exitCode, half.stderr]).toEqual([1, expect.stringContaining('ONNX_INVALID') as string]);
  expect(JSON.stringify(await ask('models', 'list'))).not.toContain('none');
});

test('moves an alias on and back, and tells its history', async () => {
  expect((await leat('models', 'promote', 'kinds:2', '--reason', 'faster')).stdout).toBe('kinds@champion is now version 2\n');
  expect(await ask('models', 'rollback', 'kinds', '--reason', 'too fast')).toEqual({
    model: 'kinds',
    alias: 'champion',
    version: 1,
    ended: null,
  });
  const { history } = (await ask('models', 'history', 'kinds')) as { history: { version: number; reason: string }[] };
  expect(history.map(({ version, reason }) => [version, reason])).toEqual([
    [1, 'rolled back: too fast'],
    [2, 'faster'],
    [1, 'imported'],
  ]);
});

test('deletes what no alias points to', async () => {
  await ask('models', 'import', 'sklearn-columns.onnx', '--name', 'kinds', '--alias', 'spare');
  const used = await leat('models', 'delete', 'kinds:3');
  expect([used.exitCode, used.stderr]).toEqual([1, expect.stringContaining('got spare') as string]);
  await ask('models', 'promote', 'kinds:1', '--alias', 'spare');
  expect((await leat('models', 'delete', 'kinds:3')).exitCode).toBe(0);
  expect((await leat('models', 'delete', 'kinds')).exitCode).toBe(2);
  expect(await ask('models', 'show', 'kinds')).toMatchObject({ versions: [{ version: 2 }, { version: 1 }] });
});

test('exports what imports again as the same version, and folders for others', async () => {
  await ask('models', 'export', 'kinds', '--output', 'kinds.onnx');
  expect(await ask('models', 'import', 'kinds.onnx', '--name', 'again')).toMatchObject({ version: 1 });
  await ask('models', 'export', 'kinds:1', '--output', 'mlflow', '--as', 'mlflow');
  const descriptor = JSON.parse(await readFile(join(cwd, 'mlflow', 'MLmodel'), 'utf8')) as { flavors: object };
  expect(Object.keys(descriptor.flavors)).toEqual(['onnx', 'python_function']);
  await ask('models', 'export', 'kinds@champion', '--output', 'image', '--as', 'docker');
  expect(await readFile(join(cwd, 'image', 'Dockerfile'), 'utf8')).toContain('--name kinds --alias champion');
  const twice = await leat('models', 'export', 'kinds', '--output', 'kinds.onnx');
  expect([twice.exitCode, twice.stderr]).toEqual([2, expect.stringContaining('"kinds.onnx"') as string]);
});
