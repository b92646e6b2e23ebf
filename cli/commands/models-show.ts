import { z } from 'zod';
import type { ModelCard } from '../../core/model/model-card.js';
import { defineCommand } from '../define-command.js';
import { figuresText } from '../text/figure-text.js';
import { tableText } from '../text/table-text.js';

export const modelsShow = defineCommand({
  name: 'models show',
  summary: 'Show a model: versions, aliases, what it takes and gives',
  example: 'leat models show penguins',
  positional: ['name'],
  input: z.strictObject({ name: z.string().describe('name of the model') }),
  async run({ name }, context) {
    const { models } = await context.client();
    const details = await models.show(name);
    const [newest] = details.versions;
    const card = newest === undefined ? null : await models.card(newest);
    const versions = details.versions.map((version) => [
      `${name}:${String(version.version)}`,
      version.createdAt.toISOString().slice(0, 19).replace('T', ' '),
      version.aliases.join(', '),
      version.runId === null ? 'imported' : `run ${version.runId}`,
    ]);
    const inputs = (card?.signature.inputs ?? []).map(({ name: column, type, categories = [] }) => [
      `  ${column}`,
      type,
      categories.slice(0, 6).join(', '),
    ]);
    const lines = [
      tableText(versions),
      '',
      `${card?.trainer?.name ?? 'pretrained'}: ${card?.signature.task ?? ''}${card?.signature.target === undefined ? '' : ` of ${card.signature.target}`}${figuresOf(card?.notes)}`,
      tableText(inputs),
      ...aboutLines(card?.about),
    ];
    return { document: { ...details, card }, text: lines.join('\n') };
  },
});

function aboutLines({ licence = null, notes = null }: Partial<NonNullable<ModelCard['about']>> = {}): readonly string[] {
  return [...(licence === null ? [] : ['', `licence: ${licence}`]), ...(notes === null ? [] : ['', notes.trimEnd()])];
}

function figuresOf(notes: Readonly<Record<string, number | string | boolean>> = {}): string {
  const figures = Object.entries(notes).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value] as const);
  return figures.length === 0 ? '' : ` · ${figuresText(Object.fromEntries(figures))}`;
}
