import { resolve } from 'node:path';

/** The file that tells one stage to end its thread; who removes it is the one. */
export const END_THREAD = 'end-thread';

/** Penguins, and lanes of many small stages between a first and a last. */
export function chaosProject(artifacts: string): Readonly<Record<string, string>> {
  return {
    'leat.config.ts': `export default { pipelines: ['*.pipeline.ts'], stores: { artifacts: 'file:${artifacts}' },
      data: { roots: ['${resolve('node_modules/vega-datasets/data')}'] } };`,
    'penguins.pipeline.ts': `export { default } from '${resolve('examples/penguins/pipeline.ts')}';`,
    'pass.ts': `
      import { unlinkSync } from 'node:fs';
      import { defineStage } from 'leat';
      import { z } from 'zod';
      function isTold(folder) { try { unlinkSync(folder + '/${END_THREAD}'); return true; } catch { return false; } }
      export const pass = defineStage({ name: 'pass', version: 1, inputs: { before: 'report[]' }, outputs: { out: 'report' },
        params: z.strictObject({ index: z.int(), folder: z.string() }),
        run: async ({ before }, { index, folder }, { random }) => {
          if (isTold(folder)) process.exit(9);
          await new Promise((wake) => setTimeout(wake, 5));
          return { out: { index, drawn: random.next(), sum: before.reduce((sum, one) => sum + one.drawn, 0), padding: 'x'.repeat(2000) } };
        } });`,
    'lanes.pipeline.ts': `
      import { definePipeline } from 'leat';
      import { z } from 'zod';
      import { pass } from './pass.js';
      const retry = { attempts: 20, initial: '200ms', maximum: '2s' };
      export default definePipeline({ name: 'lanes', params: z.strictObject({ stages: z.int().min(12), folder: z.string() }),
        build({ stages, folder }) {
          const first = pass({ before: [], index: 0, folder }, { as: 'first', retry });
          const ends = Array.from({ length: 10 }, () => first);
          for (let index = 1; index < stages - 1; index++) ends[index % 10] = pass({ before: [ends[index % 10]], index, folder }, { as: 'pass-' + index, retry });
          return { end: pass({ before: ends, index: stages, folder }, { as: 'last', retry }) };
        } });`,
  };
}
