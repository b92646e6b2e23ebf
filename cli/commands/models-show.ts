import { z } from 'zod';
import type { ModelCard } from '../../core/model/model-card.js';
import type { SignatureInput } from '../../core/model/signature.js';
import { defineCommand } from '../define-command.js';
import { figuresText } from '../text/figure-text.js';
import { importanceText } from '../text/importance-text.js';
import { tableText } from '../text/table-text.js';

const SHOWN_CATEGORIES = 6;

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
    const inputs = (card?.signature.inputs ?? []).map((input) => [`  ${input.name}`, input.type, seenText(input)]);
    const lines = [
      tableText(versions),
      '',
      `${card?.trainer?.name ?? 'pretrained'}: ${card?.signature.task ?? ''}${card?.signature.target === undefined ? '' : ` of ${card.signature.target}`}${figuresOf(card?.notes)}`,
      tableText(inputs),
      ...importanceLines(card?.importance),
      ...aboutLines(card?.about),
    ];
    return { document: { ...details, card }, text: lines.join('\n') };
  },
});

/** What training saw of a column, or was told of it: texts, or the range. */
function seenText({ type, categories = [], closed = false, minimum, maximum }: SignatureInput): string {
  const more = categories.length > SHOWN_CATEGORIES ? `, … (${String(categories.length)})` : '';
  if (categories.length > 0) return `${closed ? 'only ' : ''}${categories.slice(0, SHOWN_CATEGORIES).join(', ')}${more}`;
  if (minimum === undefined && maximum === undefined) return '';
  const shown = (value: number | undefined): string =>
    value === undefined ? '…' : type === 'timestamp' ? new Date(value).toISOString() : String(Number(value.toPrecision(6)));
  return `${shown(minimum)} to ${shown(maximum)}`;
}

function importanceLines(importance: ModelCard['importance'] = []): readonly string[] {
  return importance.length === 0 ? [] : ['', `gain of splits: ${importanceText(importance)}`];
}

function aboutLines({ licence = null, notes = null, importedBy }: Partial<NonNullable<ModelCard['about']>> = {}): readonly string[] {
  return [
    ...(importedBy === undefined ? [] : ['', `imported by ${importedBy}`]),
    ...(licence === null ? [] : ['', `licence: ${licence}`]),
    ...(notes === null ? [] : ['', notes.trimEnd()]),
  ];
}

function figuresOf(notes: Readonly<Record<string, number | string | boolean>> = {}): string {
  const figures = Object.entries(notes).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value] as const);
  return figures.length === 0 ? '' : ` · ${figuresText(Object.fromEntries(figures))}`;
}
