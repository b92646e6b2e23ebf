import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject } from '../support/create-project.js';
import { runLeat } from '../support/run-leat.js';

const files = {
  'pipelines/birds.ts': `
    import { definePipeline, file, ingest, notNull, oneOf, split, validate } from 'leat';
    import { z } from 'zod';
    export default definePipeline({
      name: 'birds',
      description: 'Which bird is it?',
      params: z.strictObject({ testFraction: z.number().gt(0).lt(1).default(0.2).describe('share | kept back'), folds: z.int().min(2) }),
      build: ({ testFraction }) => {
        const { table } = validate({ table: ingest({ source: file('birds.csv') }), expect: { Species: [notNull(), oneOf('Adelie', 'Gentoo')] } });
        return split({ table, testFraction }, { retry: { attempts: 1 }, cache: false });
      } });`,
};

test('writes what a pipeline is for, takes, does and gives', async () => {
  const root = await createProject(files);
  const { stdout, stderr, exitCode } = await runLeat(['docs', 'birds', '--param', 'folds=3'], { cwd: root });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const part of [
    '# birds\n\nWhich bird is it?\n\nDeclared in `pipelines/birds.ts`.',
    '| `testFraction` | number | > 0, < 1 | `0.2` | share \\| kept back |\n| `folds` | integer | ≥ 2 | must be given |  |',
    '```mermaid\nflowchart TD\n',
    'The built-in stage `split`, version 1. Takes `table` from `table` of [validate](#validate). Makes `train` (table), `test` (table). Tried once, ',
    'computed in every run.',
    'Expects\n- `Species`: **nullShare** max `0`\n- `Species`: **oneOf** values `["Adelie","Gentoo"]`',
    '## Outputs\n\n- `train`: `train` of [split](#split)\n',
  ]) {
    expect(stdout).toContain(part);
  }
});

test('writes a file, and refuses what cannot be planned', async () => {
  const root = await createProject(files);
  expect(await runLeat(['docs', 'birds', '--param', 'folds=3', '--output', 'birds.md'], { cwd: root })).toMatchObject({
    stdout: 'birds.md\n',
  });
  expect(await readFile(join(root, 'birds.md'), 'utf8')).toMatch(/^# birds\n[^]*\n$/);
  expect(await runLeat(['docs', 'birds'], { cwd: root })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('"folds"') as string,
  });
});
