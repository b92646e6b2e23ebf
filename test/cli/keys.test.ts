import { userInfo } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import { createProject } from '../support/create-project.js';
import { runLeat } from '../support/run-leat.js';

let cwd: string;

beforeAll(async () => {
  cwd = await createProject({ 'leat.config.ts': "import { defineConfig } from 'leat'; export default defineConfig({});" });
});

/** The JSON document that a command has to say. */
async function ask<T>(...words: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await runLeat([...words, '--json'], { cwd });
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

interface Created {
  readonly id: string;
  readonly key: string;
}

test('makes a key that is shown once, lists and revokes it, and says who did so', async () => {
  const created = await ask<Created>('keys', 'create', 'shop', '--role', 'operator', '--model', 'churn', '--expires', '90d', '--rate', '5');
  expect(created).toMatchObject({
    key: expect.stringMatching(/^leat_[0-9a-z]{8}_[\w-]{43}$/) as string,
    role: 'operator',
    limits: { pipelines: [], models: ['churn'] },
    requestsPerSecond: 5,
  });
  expect(Date.parse((created as Created & { expiresAt: string }).expiresAt) - Date.now()).toBeGreaterThan(89 * 86_400_000);

  const listed = await ask<{ keys: object[] }>('keys', 'list');
  expect(listed.keys).toMatchObject([{ id: created.id, name: 'shop', revokedAt: null, lastUsedAt: null }]);
  expect(JSON.stringify(listed)).not.toContain(created.key.slice(14));

  expect(await ask('keys', 'revoke', `leat_${created.id}`)).toEqual({ revoked: created.id });
  const { stdout } = await runLeat(['keys', 'list'], { cwd });
  expect(stdout).toMatch(/leat_\w+ +shop +operator +churn +revoked +never/);

  const { entries } = await ask<{ entries: { actor: string; action: string; subject: object }[] }>('audit');
  expect(entries).toMatchObject([
    { action: 'key.revoke', subject: { key: created.id } },
    { action: 'key.create', subject: { key: created.id, name: 'shop', role: 'operator' } },
  ]);
  expect(entries[0]?.actor).toContain(`${userInfo().username}@`);
});

test('does not quote what was given instead of an id', async () => {
  const { key } = await ask<Created>('keys', 'create', 'ci');
  const { exitCode, stderr } = await runLeat(['keys', 'revoke', `leat_zzzzzzzz_${key.slice(14)}`], { cwd });
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('KEY_UNKNOWN')]);
  expect(stderr).not.toContain(key.slice(14));
});

test.each(['server', 'up'])(
  'leat %s refuses to listen for other machines without a key, naming the command that makes one',
  async (command) => {
    const elsewhere = await createProject({});
    const { exitCode, stderr } = await runLeat([command], {
      cwd: elsewhere,
      env: { LEAT_HOST: '0.0.0.0', LEAT_PORT: '0', TEMPORAL_ADDRESS: '127.0.0.1:9' },
    });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('leat keys create')]);
  },
);
