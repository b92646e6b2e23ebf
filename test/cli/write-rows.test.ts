import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeRows } from '../../cli/write-rows.js';
import { createProject } from '../support/create-project.js';

async function* parts() {
  yield await Promise.resolve([{ name: 'a, "b"', value: 1.5, flag: true }]);
  yield [{ name: null, value: null, flag: false }];
}

test.each([
  ['rows.csv', 'name,value,flag\n"a, ""b""",1.5,true\n,,false\n'],
  ['rows.jsonl', '{"name":"a, \\"b\\"","value":1.5,"flag":true}\n{"name":null,"value":null,"flag":false}\n'],
])('writes %s', async (name, content) => {
  const file = join(await createProject({}), name);
  expect(await writeRows(parts(), file)).toBe(2);
  expect(await readFile(file, 'utf8')).toBe(content);
});

test('leaves no file behind when a part fails', async () => {
  const file = join(await createProject({}), 'rows.csv');
  async function* failing() {
    yield* parts();
    throw new Error('gone');
  }
  await expect(writeRows(failing(), file)).rejects.toThrow('gone');
  await expect(access(file)).rejects.toThrow();
});

test('refuses an ending that stands for no form', async () => {
  await expect(writeRows(parts(), 'rows.xlsx')).rejects.toMatchObject({ code: 'USAGE_INVALID' });
});
