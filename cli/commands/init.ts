import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const init = defineCommand({
  name: 'init',
  summary: 'Make a new project: a pipeline with a stage of its own on sample data, and a test',
  example: 'leat init ice-cream',
  positional: ['folder'],
  input: z.strictObject({
    folder: z.string().describe('new or empty'),
    leat: z.string().optional().describe('what package.json depends on; this version when left out').meta({ placeholder: 'version' }),
  }),
  async run({ folder, leat }, { terminal }) {
    const { createProject } = await import('../init/create-project.js');
    const files = await createProject(folder, { leat });
    const next = [`cd ${folder}`, 'npm install && npm start', 'npm test'].map((line) => `  ${terminal.paint('cyan', line)}`);
    return { document: { folder, files }, text: [`made ${String(files.length)} files in ${folder}; next:`, ...next].join('\n') };
  },
});
