import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseParams, readParams } from '../../cli/parse-params.js';
import { createProject } from '../support/create-project.js';

test('reads a value as JSON where it is, and as a text elsewhere', () => {
  expect(parseParams(['folds=5', 'name=fast', 'flag=true', 'list=["a"]', 'formula=a=b', 'none='])).toEqual({
    folds: 5,
    name: 'fast',
    flag: true,
    list: ['a'],
    formula: 'a=b',
    none: '',
  });
});

test('lets a parameter win over the file', async () => {
  const paramsFile = join(await createProject({ 'params.json': '{"folds": 3, "seed": 1}' }), 'params.json');
  expect(await readParams({ param: ['folds=5'], paramsFile })).toEqual({ folds: 5, seed: 1 });
});

test('refuses a parameter file that is no object', async () => {
  const paramsFile = join(await createProject({ 'params.json': '[1]' }), 'params.json');
  await expect(readParams({ param: [], paramsFile })).rejects.toMatchObject({ code: 'USAGE_INVALID' });
});
