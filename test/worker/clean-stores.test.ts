import { expect, test } from 'vitest';
import { loadConfig } from '../../config/load-config.js';
import { cleanStores } from '../../worker/clean-stores.js';
import { run } from '../contracts/metadata-records.js';
import { openTemporarily } from '../stores/metadata/open-temporarily.js';
import { expectRejection } from '../support/expect-refusal.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('takes less than a day only while no run goes on, since a stage records its outputs at its end', async () => {
  const config = await loadConfig({ cwd: temporaryFolder(), env: {} });
  expect(await cleanStores(config, { olderThanMs: 1 })).toMatchObject({ artifacts: 0, bytes: 0 });
  await openTemporarily(config.stores.metadata).beginRun(run('run-7'), []);
  await expectRejection(cleanStores(config, { olderThanMs: 1 }), 'RUN_IN_PROGRESS', 'run-7');
  expect(await cleanStores(config, { olderThanMs: 86_400_000 })).toMatchObject({ artifacts: 0, bytes: 0 });
});
