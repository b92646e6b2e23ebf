import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCommit } from '../../worker/read-commit.js';
import { createProject } from '../support/create-project.js';

async function committed(): Promise<string> {
  const root = await createProject({ 'a.ts': 'export {};', '.gitignore': 'node_modules' });
  const git = (...words: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], { cwd: root });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
  return root;
}

test('names the commit of a clean tree', async () => {
  const root = await committed();
  const id = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  expect(await readCommit(root)).toEqual({ id, dirty: false });
});

test('marks a tree dirty whose files differ from its commit', async () => {
  const root = await committed();
  await writeFile(join(root, 'a.ts'), 'export default 1;');
  expect(await readCommit(root)).toMatchObject({ dirty: true });
});

test('is silent outside a git tree', async () => {
  expect(await readCommit(await createProject({}))).toBeNull();
});

test('sees a new commit, and other code, at once', async () => {
  const root = await committed();
  const folder = join(root, 'below');
  await mkdir(folder);
  const first = await readCommit(folder, ['sha256:a']);
  await writeFile(join(root, 'a.ts'), 'export default 1;');
  expect(await readCommit(folder, ['sha256:b'])).toEqual({ id: first?.id, dirty: true });
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--all', '--message', 'second'], { cwd: root });
  const second = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  expect(await readCommit(folder, ['sha256:b'])).toEqual({ id: second, dirty: false });
});

test('knows the commit of a linked work tree', async () => {
  const root = await committed();
  const linked = `${root}-linked`;
  execFileSync('git', ['worktree', 'add', '--quiet', linked], { cwd: root });
  expect(await readCommit(linked)).toMatchObject({ dirty: false });
});

test('is silent about a git file that is none', async () => {
  expect(await readCommit(await createProject({ '.git': 'nonsense' }))).toBeNull();
});
