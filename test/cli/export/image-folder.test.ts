import { execFile, spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { createProject } from '../../support/create-project.js';
import { freePort } from '../../support/free-port.js';
import { runLeat } from '../../support/run-leat.js';
import { untilReady } from '../../support/until-ready.js';

const run = promisify(execFile);
const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** Of a Dockerfile, what stands behind each of these words. */
function linesOf(dockerfile: string, word: 'RUN' | 'CMD' | 'ENV'): readonly string[] {
  return dockerfile.split('\n').flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
}

test('exports a folder whose Dockerfile, line by line, makes a server of the model that answers who has its key', async () => {
  const cwd = await createProject({ 'leat.config.ts': "import { defineConfig } from 'leat'; export default defineConfig({});" });
  await copyFile('test/fixtures/foreign/sklearn-zipmap.onnx', join(cwd, 'model.onnx'));
  for (const words of ['import model.onnx --name kinds', 'export kinds:1 --as docker --output image'])
    expect(await runLeat(['models', ...words.split(' ')], { cwd })).toMatchObject({ exitCode: 0 });
  const folder = join(cwd, 'image');
  const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8');

  // In place of `npm install`, which would take minutes: the package under test, and its command.
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
  await symlink(resolve('.'), join(folder, 'node_modules/leat'));
  await symlink(resolve('dist/cli/main.js'), join(folder, 'node_modules/.bin/leat'));
  await chmod(resolve('dist/cli/main.js'), 0o755); // as npm does
  const port = await freePort();
  const set = Object.fromEntries(linesOf(dockerfile, 'ENV').map((line) => line.split('='))) as NodeJS.ProcessEnv;
  const env = { PATH: process.env['PATH'], HOME: cwd, LEAT_PORT: String(port), ...set };
  const within = linesOf(dockerfile, 'RUN').filter((line) => line.startsWith('npx leat '));
  expect(within).toHaveLength(2);
  for (const line of within) await run('sh', ['-c', line], { cwd: folder, env });
  const [command = ''] = linesOf(dockerfile, 'CMD');
  const [program = '', ...words] = JSON.parse(command) as string[];
  const server = spawn(program, words, { cwd: folder, env, stdio: 'ignore', detached: true });
  endings.push(async () => {
    const gone = new Promise((resolveGone) => server.once('exit', resolveGone));
    process.kill(-(server.pid ?? NaN), 'SIGTERM'); // npx has begun another
    await gone;
  });
  const url = `http://127.0.0.1:${String(port)}`;
  await untilReady(url);

  const x = [5.1, 3.5, 1.4, 0.2];
  const ask = (headers: Record<string, string>) =>
    fetch(`${url}/v2/models/kinds/infer`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ inputs: [{ name: 'X', shape: [1, x.length], datatype: 'FP32', data: x }] }),
    });
  expect((await ask({})).status).toBe(401);
  const authorization = `Bearer ${(await readFile(join(folder, 'key.txt'), 'utf8')).trim()}`;
  const reply = await ask({ authorization });
  expect(reply.status).toBe(200);
  expect(await reply.json()).toMatchObject({
    model_name: 'kinds',
    outputs: expect.arrayContaining([expect.objectContaining({ shape: [1, 3] })]) as unknown,
  });
  expect((await fetch(`${url}/api/v1/audit-log`, { headers: { authorization } })).status).not.toBe(200);
});
