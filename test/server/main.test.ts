import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startServer } from '../../server/main.js';

test('opens the configured stores, serves, and stops', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leat-server-'));
  const stores = { artifacts: `file:${join(folder, 'artifacts')}`, metadata: `sqlite:${join(folder, 'leat.db')}` };
  const temporal = { address: '127.0.0.1:9', namespace: 'default', connection: {} }; // asked by what starts runs only
  const running = await startServer(
    { server: { host: '127.0.0.1', port: 0 }, stores, temporal, taskQueue: 'leat' },
    pino({ level: 'silent' }),
  );
  expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
  await running.stop();
  await expect(fetch(`${running.url}/healthz`)).rejects.toThrow();
  rmSync(folder, { recursive: true, force: true });
});
