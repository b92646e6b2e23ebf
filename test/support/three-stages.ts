/**
 * A project of three stages in a row, in a module each; each leaves a line in calls.txt when it is computed.
 *
 * @param word - What `second` adds to its output, by way of a helper of its own.
 * @param third - More code of the last stage.
 */
export function threeStages({ word = 'old', third = '' }: { word?: string; third?: string } = {}): Record<string, string> {
  return {
    'word.ts': `export const word = '${word}';`,
    'first.ts': stage('first', { code: '', output: '{ text }' }),
    'second.ts': `import { word } from './word.js';${stage('second', { code: '', output: '{ ...before, word }' })}`,
    'third.ts': stage('third', { code: third, output: '{ ...before, third: true }' }),
    'three.pipeline.ts': `
      import { definePipeline } from 'leat';
      import { z } from 'zod';
      import { first } from './first.js';
      import { second } from './second.js';
      import { third } from './third.js';
      export default definePipeline({ name: 'three', params: z.strictObject({ text: z.string().default('a'), last: z.string().default('z') }),
        build: ({ text, last }) => ({ end: third({ before: second({ before: first({ text }) }), text: last }, { retry: { attempts: 2, initial: '10ms' } }) }) });`,
  };
}

function stage(name: string, { code, output }: { code: string; output: string }): string {
  return `
    import { appendFileSync, existsSync } from 'node:fs';
    import { defineStage, LeatError } from 'leat';
    import { z } from 'zod';
    const calls = (import.meta.dirname + '/').split('/node_modules/')[0] + '/calls.txt';
    export const ${name} = defineStage({ name: '${name}', version: 1, inputs: { before: 'report?' }, outputs: { out: 'report' },
      params: z.strictObject({ text: z.string().default('') }),
      run: async ({ before }, { text }, context) => { appendFileSync(calls, '${name}\\n'); ${code} return { out: ${output} }; } });`;
}
