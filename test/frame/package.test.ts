import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { runLeat } from '../support/run-leat.js';

const run = promisify(execFile);
const packed = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })).length(1);

let folder: string;
let tarball: string;
let files: readonly string[];

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'leat-package-')));
  // Without its scripts: what they would build is built.
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { maxBuffer: 2 ** 24 });
  const [only] = packed.parse(JSON.parse(stdout));
  tarball = join(folder, only?.filename ?? '');
  files = only?.files.map(({ path }) => path) ?? [];
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('packs what users need, and nothing else', () => {
  const strange = files.filter(
    (path) => !/^(dist\/.*\.(c?js|d\.ts|wasm)|templates\/.*|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/.test(path),
  );
  expect(strange).toEqual([]);
  const tests = files.filter((path) => /^dist\/.*(\.test\.|\/(test|bench|examples|scripts)\/)/.test(path));
  expect(tests).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(['dist/cli/main.js', 'dist/workflow-bundle.cjs', 'dist/kernel/tree-kernel.wasm']));
});

test('has exports that publint finds nothing wrong with', async () => {
  const content = await readFile(tarball);
  const tarballBytes = content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: tarballBytes }, strict: true });
  // The bundle of workflows is read as a text, by Temporal's worker.
  const problems = messages.flatMap((message) => formatMessage(message, pkg) ?? []).filter((text) => !text.includes('workflow-bundle'));
  expect(problems).toEqual([]);
});

test('has types that resolve wherever its modules do', async () => {
  const attw = resolve('node_modules/@arethetypeswrong/cli/dist/index.js');
  // Threads, the bundle and the kernel are loaded by path, and have no types.
  const loaded = ['compute-thread', 'inference-thread', 'kernel-thread', 'tree-kernel.wasm', 'workflow-bundle'];
  // It ends with 1 where it finds a problem.
  await run(process.execPath, [attw, tarball, '--profile', 'esm-only', '--no-emoji', '--exclude-entrypoints', ...loaded]);
});

test('makes a project that depends on the packed file, passes its own tests and types, and starts', async () => {
  const project = join(folder, 'ice cream');
  const made = await runLeat(['init', project, '--leat', `file:${tarball}`, '--json'], { cwd: folder });
  expect(made.exitCode, made.stderr).toBe(0);
  expect(made.stdout).toContain('pipelines/ice-cream.ts');

  const { npm_config_cache: cache } = process.env;
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...(cache !== undefined && { npm_config_cache: cache }) };
  const npm = (...words: string[]): Promise<{ stdout: string }> => run('npm', words, { cwd: project, env, maxBuffer: 2 ** 24 });
  // Install scripts are those of packages that are tried elsewhere: the one that is needed takes a minute to compile.
  await npm('install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund');
  await cp('node_modules/better-sqlite3/build', join(project, 'node_modules/better-sqlite3/build'), { recursive: true });
  const { stdout } = await npm('test');
  expect(stdout).toMatch(/2 passed/);
  await npm('run', 'types');
  const started = run('npm', ['start', '--silent', '--', '--once', '--json'], {
    cwd: project,
    env: { ...env, LEAT_PORT: '0' },
    maxBuffer: 2 ** 24,
    timeout: 120_000,
  });
  const shown: unknown = JSON.parse((await started).stdout); // it ends with 1 unless a prediction over HTTP was right
  expect(shown).toMatchObject({ state: 'completed', prediction: { answer: { model: 'ice-cream:1' } } });

  const again = await runLeat(['init', project], { cwd: folder });
  expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('FOLDER_NOT_EMPTY')]);
}, 400_000);
