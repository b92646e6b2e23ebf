import { afterEach, expect, test } from 'vitest';
import { createProject } from '../support/create-project.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { type LeatOutcome, runLeat } from '../support/run-leat.js';

let receiver: HttpReceiver;

afterEach(() => {
  receiver.end();
});

/** In a project with two channels. */
async function leat(words: readonly string[], env: NodeJS.ProcessEnv = { LEAT_SECRET_SLACK: receiver.url }): Promise<LeatOutcome> {
  const config = `import { defineConfig, secret } from 'leat';
    export default defineConfig({ alerts: { channels: { ops: { kind: 'slack', url: secret('SLACK') }, hook: { kind: 'webhook', url: '${receiver.url}' } } } });`;
  return runLeat(words, { cwd: await createProject({ 'leat.config.ts': config }), env });
}

test('sends a test through one channel, and tells what it answered', async () => {
  receiver = await HttpReceiver.start(202);
  expect(await leat(['alerts', 'test', 'hook'])).toMatchObject({ exitCode: 0, stdout: '✔ hook (webhook): status 202\n' });
  expect(JSON.parse(receiver.requests[0]?.body ?? '')).toMatchObject({ type: 'alert.test', data: { severity: 'info' } });
});

test('exits with 1 when one of the channels refuses, and tells which', async () => {
  receiver = await HttpReceiver.start(403, 403);
  const { exitCode, stdout } = await leat(['alerts', 'test', '--json']);
  expect(exitCode).toBe(1);
  const { channels } = JSON.parse(stdout) as { channels: object[] };
  expect(channels).toMatchObject([
    { channel: 'ops', kind: 'slack', accepted: false, answer: expect.stringContaining('got status 403') as string },
    { channel: 'hook', kind: 'webhook', accepted: false },
  ]);
  expect(stdout).not.toContain('hidden');
});

test('says that there is no channel at all, and where one is written', async () => {
  receiver = await HttpReceiver.start();
  const { exitCode, stderr } = await runLeat(['alerts', 'test'], { cwd: await createProject({}) });
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/ALERT_CHANNEL_MISSING: .*\n.*`alerts.channels`/) as string]);
});

test('refuses an unknown channel by the nearest one, and a secret that is not set', async () => {
  receiver = await HttpReceiver.start();
  const unknown = await leat(['alerts', 'test', 'hok']);
  expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('got "hok"; did you mean "hook"?') as string });
  const missing = await leat(['alerts', 'test'], {});
  expect(missing).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('alerts.channels.ops: expected a secret "SLACK"') as string,
  });
  expect(receiver.requests).toEqual([]);
});
