import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { tableText } from '../text/table-text.js';

export const modelsList = defineCommand({
  name: 'models list',
  summary: 'List the models of the registry',
  example: 'leat models list',
  input: z.strictObject({}),
  async run(_input, context) {
    const models = await (await context.client()).models.list();
    const head = ['MODEL', 'VERSIONS', 'ALIASES'].map((title) => context.terminal.paint('dim', title));
    const rows = models.map(({ name, versions, aliases }) => [name, String(versions), aliasesText(aliases)]);
    return { document: { models }, text: models.length === 0 ? 'no models' : tableText([head, ...rows]) };
  },
});

function aliasesText(aliases: Readonly<Record<string, number>>): string {
  return Object.entries(aliases)
    .map(([alias, version]) => `${alias} → ${String(version)}`)
    .join(', ');
}
