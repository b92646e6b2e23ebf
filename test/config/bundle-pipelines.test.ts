import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundlePipelines } from '../../config/bundle-pipelines.js';
import { installBundle } from '../../config/install-bundle.js';
import { createProject } from '../support/create-project.js';

const files = {
  'pipelines/main.ts': `import { clean } from './stages/clean.js'; import { count } from './stages/count.js'; export default [clean, count];`,
  'pipelines/stages/clean.ts': `import { defineStage } from 'leat'; import { lower } from '../lower.js'; export const clean = defineStage({ name: lower('CLEAN') });`,
  'pipelines/stages/count.ts': `import { defineStage } from 'leat'; export const count = defineStage({ name: 'count' });`,
  'pipelines/lower.ts': `export const lower = (text: string): string => text.toLowerCase();`,
};
const globs = ['pipelines/*.ts'];

test('digests each module that declares a stage with all that it imports', async () => {
  const root = await createProject(files);
  const [, before] = (await bundlePipelines({ root, globs })).bundles;
  await writeFile(join(root, 'pipelines/lower.ts'), `export const lower = (text: string): string => text.toLowerCase().trim();`);
  const [, after] = (await bundlePipelines({ root, globs })).bundles;

  const changed = Object.keys(before?.modules ?? {}).filter((module) => before?.modules[module]?.digest !== after?.modules[module]?.digest);
  expect(before?.file).toBe('pipelines/main.ts');
  expect(changed.sort()).toEqual(['pipelines/stages/clean.ts']);
});

test('tells the files and packages of which the digest of a module is made', async () => {
  const [, main] = (await bundlePipelines({ root: await createProject(files), globs })).bundles;
  const digest = expect.stringMatching(/^sha256:/) as string;
  expect(main?.modules['pipelines/stages/clean.ts']?.parts).toEqual({
    'pipelines/stages/clean.ts': digest,
    'pipelines/lower.ts': digest,
    leat: expect.stringMatching(/^\d+\./) as string,
  });
});

test('gives the same digests in another folder', async () => {
  const [first, second] = await Promise.all([createProject(files), createProject(files)]);
  const { bundles } = await bundlePipelines({ root: first, globs });
  expect((await bundlePipelines({ root: second, globs })).bundles).toEqual(bundles);
});

test('tells every declared stage its module', async () => {
  const root = await createProject(files);
  const [, main] = (await bundlePipelines({ root, globs })).bundles;
  expect(main?.code).toContain('module: "pipelines/stages/clean.ts"');
  expect(main?.code).toContain('module: "pipelines/stages/count.ts"');
});

test('names the place of a syntax error', async () => {
  const root = await createProject({ 'pipelines/broken.ts': 'const a = 1;\nconst b = ;\n' });
  expect(await bundlePipelines({ root, globs })).toEqual({
    bundles: [],
    broken: [{ file: 'pipelines/broken.ts', message: 'pipelines/broken.ts:2:11: Unexpected ";"' }],
  });
});

test('bundles the other files as ever beside a broken one', async () => {
  const root = await createProject(files);
  const { bundles } = await bundlePipelines({ root, globs });
  await writeFile(join(root, 'pipelines/broken.ts'), 'const b = ;');
  const { bundles: others, broken } = await bundlePipelines({ root, globs });
  expect(others).toEqual(bundles);
  expect(broken).toMatchObject([{ file: 'pipelines/broken.ts' }]);
});

test('names the import that cannot be found', async () => {
  const root = await createProject({ 'pipelines/broken.ts': `import { a } from './nowhere.js'; export default a;` });
  const { broken } = await bundlePipelines({ root, globs });
  expect(broken).toMatchObject([{ message: 'pipelines/broken.ts:1:19: Could not resolve "./nowhere.js"' }]);
});

test('gives the same bundle again while nothing has changed', async () => {
  const root = await createProject(files);
  // Files saved a moment ago are not trusted to be the ones that were read.
  for (const file of Object.keys(files)) await utimes(join(root, file), 1, 1);
  const first = await bundlePipelines({ root, globs });
  expect(await bundlePipelines({ root, globs })).toBe(first);
});

test('leaves out tests and finds nothing in a project without pipelines', async () => {
  const root = await createProject({ 'pipelines/a.test.ts': 'export {};' });
  expect(await bundlePipelines({ root, globs })).toEqual({ bundles: [], broken: [] });
});

test('installs a bundle where the packages of the project are found', async () => {
  const root = await createProject({ 'pipelines/a.ts': `import * as z from 'zod'; export default z.string().parse('here');` });
  const [bundle] = (await bundlePipelines({ root, globs })).bundles;
  if (bundle === undefined) throw new Error('expected a bundle');
  const [path, again] = await Promise.all([installBundle(root, bundle), installBundle(root, bundle)]);
  expect(path).toBe(again);
  expect(await import(path)).toMatchObject({ default: 'here' });
});
