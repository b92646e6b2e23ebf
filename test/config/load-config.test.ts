import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { secretsFrom } from '../../config/environment.js';
import { loadConfig } from '../../config/load-config.js';
import { createProject } from '../support/create-project.js';

test('has the documented defaults without a config file', async () => {
  const root = await createProject({});
  const config = await loadConfig({ cwd: root, env: {} });
  expect(config).toMatchObject({
    root,
    home: `${root}/.leat`,
    stores: { artifacts: `file:${root}/.leat/artifacts`, metadata: `sqlite:${root}/.leat/leat.db` },
    server: { host: '127.0.0.1', port: 7070 },
    taskQueue: 'leat',
    temporal: { address: '127.0.0.1:7233', namespace: 'default', addressGiven: false },
  });
  expect(Object.isFrozen(config.stores)).toBe(true);
});

test('finds the config file from a folder inside the project', async () => {
  const root = await createProject({ 'leat.config.mjs': `export default { server: { port: 8000 } };` });
  await mkdir(join(root, 'pipelines'));
  expect(await loadConfig({ cwd: join(root, 'pipelines'), env: {} })).toMatchObject({ root, server: { port: 8000 } });
});

test('reads TypeScript, and lets the environment win', async () => {
  const root = await createProject({
    'ports.ts': 'export const port: number = 8001;',
    'leat.config.ts': `import { port } from './ports'; export default { server: { host: '0.0.0.0', port }, temporal: { taskQueue: 'file' } };`,
  });
  const env = { LEAT_PORT: '9000', LEAT_TASK_QUEUE: 'environment', LEAT_METADATA: 'postgres://db/leat', TEMPORAL_ADDRESS: 'temporal:7233' };
  expect(await loadConfig({ cwd: root, env })).toMatchObject({
    server: { host: '0.0.0.0', port: 9000 },
    taskQueue: 'environment',
    stores: { metadata: 'postgres://db/leat' },
    temporal: { address: 'temporal:7233', addressGiven: true, connection: { address: 'temporal:7233' } },
  });
});

test.each([
  [`{ pipelnes: [] }`, 'leat.config.mjs: unknown key "pipelnes"; did you mean "pipelines"?'],
  [`{ server: { prot: 1 } }`, 'leat.config.mjs, server: unknown key "prot"; did you mean "port"?'],
  [
    `{ server: { inference: { batchWait: 5 } } }`,
    'leat.config.mjs, server.inference.batchWait: expected a duration such as "30s" or "10m", got 5',
  ],
  [
    `{ server: { inference: { memory: '2 GiB' } } }`,
    'leat.config.mjs, server.inference.memory: expected a size such as "500MB" or "2GB", got "2 GiB"',
  ],
  [`{ server: { inference: { thread: 2 } } }`, 'leat.config.mjs, server.inference: unknown key "thread"; did you mean "threads"?'],
  [`{ server: { port: 'x' } }`, 'leat.config.mjs, server.port: Invalid input: expected number, received string, got "x"'],
])('refuses the config file %s', async (content, message) => {
  const root = await createProject({ 'leat.config.mjs': `export default ${content};` });
  await expect(loadConfig({ cwd: root, env: {} })).rejects.toMatchObject({ code: 'CONFIG_INVALID', message });
});

test('reads how inferences run', async () => {
  const inference = `{ threads: 3, queue: 200, concurrency: 50, timeout: '2s', batchRows: 64, batchWait: '5ms', memory: '2GB' }`;
  const root = await createProject({ 'leat.config.mjs': `export default { server: { inference: ${inference} } };` });
  const expected = { threads: 3, queue: 200, concurrency: 50, timeoutMs: 2000, batchRows: 64, batchWaitMs: 5, memoryBytes: 2e9 };
  expect((await loadConfig({ cwd: root, env: {} })).server.inference).toEqual(expected);
});

test('names the place of a syntax error in the config file', async () => {
  const root = await createProject({ 'leat.config.ts': 'export default {\n  server: { port 1 },\n};' });
  await expect(loadConfig({ cwd: root, env: {} })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'leat.config.ts:2:18: Expected "}" but found "1"',
  });
});

test.each([
  [{ LEAT_PROT: '1' }, 'environment: unknown variable LEAT_PROT; did you mean "LEAT_PORT"?'],
  [{ LEAT_PORT: 'http' }, 'LEAT_PORT: expected a port from 0 to 65535, got "http"'],
  [{ LEAT_LOG: 'loud' }, 'LEAT_LOG: Invalid option: expected one of "debug"|"info"|"warn"|"error"|"silent", got "loud"'],
])('refuses the environment %o', async (env, message) => {
  const root = await createProject({});
  await expect(loadConfig({ cwd: root, env })).rejects.toMatchObject({ code: 'CONFIG_INVALID', message });
});

test('looks secrets up by name and refuses one that is not set', () => {
  const secret = secretsFrom({ LEAT_SECRET_TOKEN: 'abc' });
  expect(secret('TOKEN')).toBe('abc');
  expect(() => secret('OTHER')).toThrow(expect.objectContaining({ code: 'SECRET_MISSING' }));
});

test('takes an empty variable for one that is not set', async () => {
  const config = await loadConfig({ cwd: await createProject({}), env: { LEAT_PORT: '', TEMPORAL_ADDRESS: '' } });
  expect(config).toMatchObject({ server: { port: 7070 }, temporal: { addressGiven: false } });
});

test('reads a profile file of Temporal, below the project and the environment', async () => {
  const root = await createProject({ 'leat.config.mjs': `export default { temporal: { namespace: 'project' } };` });
  const file = join(root, 'temporal.toml');
  await writeFile(file, '[profile.default]\naddress = "profile:7233"\nnamespace = "profile"\n');
  const config = await loadConfig({ cwd: root, env: { TEMPORAL_CONFIG_FILE: file } });
  expect(config.temporal).toMatchObject({ address: 'profile:7233', namespace: 'project' });
});
