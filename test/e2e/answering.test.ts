import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Engine } from '../support/engine.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const probe = resolve('test/fixtures/processes/note-blocks.mjs');
const noted = z.object({ at: z.number(), ms: z.number() });

/** When, and for how long, the main thread of a process was kept from its timers by what it did itself. */
function blocksIn(file: string): z.infer<typeof noted>[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => noted.parse(JSON.parse(line)));
}

test('notes what keeps a main thread', () => {
  const BLOCKS_FILE = join(temporaryFolder(), 'blocks');
  const code = 'setTimeout(() => { const end = Date.now() + 200; while (Date.now() < end); }, 50)';
  execFileSync(process.execPath, ['--import', probe, '--eval', code], { env: { ...process.env, BLOCKS_FILE } });
  expect(blocksIn(BLOCKS_FILE).filter(({ ms }) => ms > 50)).toHaveLength(1);
});

// A host that takes its processors away from the whole machine looks like a block; one of ours would come each time.
test(
  "never blocks the worker's main thread for 50 ms while three million flights are computed",
  { timeout: 180_000, retry: 2 },
  async () => {
    const engine = await Engine.start({
      'leat.config.ts': `export default { pipelines: ['*.pipeline.ts'], data: { roots: ['${resolve('node_modules/vega-datasets/data')}'] } };`,
      ...Object.fromEntries(
        ['penguins', 'flights'].map((name) => [
          `${name}.pipeline.ts`,
          `export { default } from '${resolve('examples', name, 'pipeline.ts')}';`,
        ]),
      ),
    });
    try {
      const BLOCKS_FILE = engine.path('blocks');
      engine.spawnWorker({ env: { NODE_OPTIONS: `--import ${probe}`, BLOCKS_FILE } });
      await engine.run({ pipeline: 'penguins' }); // it has started when it has done something
      const startedAt = Date.now();
      const { metrics } = await engine.run({ pipeline: 'flights' });
      expect(metrics.rocAuc).toBeGreaterThan(0.6);
      expect(blocksIn(BLOCKS_FILE).filter(({ at, ms }) => at > startedAt && ms >= 50)).toEqual([]);
    } finally {
      await engine.end();
    }
  },
);
