import { hostname, userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { loadConfig } from '../../config/load-config.js';
import { openMetadataStore } from '../../stores/metadata/open-metadata-store.js';
import { createProject } from '../support/create-project.js';
import { runLeat } from '../support/run-leat.js';

test('forgets old events and writes so to the audit log; a dry run does neither', async () => {
  const cwd = await createProject({ 'leat.config.ts': "import { defineConfig } from 'leat'; export default defineConfig({});" });
  const config = await loadConfig({ cwd, env: {} });
  const store = openMetadataStore(config.stores.metadata);
  await store.migrate();
  for (const [key, state] of [
    ['done', 'started'],
    ['waits', 'failed'],
  ] as const) {
    await store.keepEvent({ key, event: {} });
    await store.settleEvent(key, { state, runs: [], error: null });
  }
  const clean = async (...words: string[]): Promise<unknown> => {
    const { exitCode, stdout, stderr } = await runLeat(['clean', '--events-older-than', '1ms', '--json', ...words], { cwd });
    expect(exitCode, stderr).toBe(0);
    return JSON.parse(stdout);
  };
  const found = { artifacts: 0, events: { received: 1, deliveries: 0, ofRuns: 0 } };
  expect(await clean('--dry-run')).toMatchObject({ ...found, dryRun: true });
  expect(await store.auditLog({ limit: 9 })).toEqual([]);
  expect(await clean()).toMatchObject({ ...found, dryRun: false });
  expect((await store.cloudEvents({ limit: 9 })).map(({ key }) => key)).toEqual(['waits']);
  const actor = `${userInfo().username}@${hostname()}`;
  expect(await store.auditLog({ limit: 9 })).toMatchObject([{ actor, action: 'stores.clean', subject: { artifacts: '0', events: '1' } }]);
  await store.close();
});
