import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { LeatError, messageOf } from '../../core/errors.js';
import type { pretrained } from '../../core/pipeline/stages/pretrained.js';
import { defineCommand } from '../define-command.js';
import { who } from '../who.js';

type PretrainedParams = z.output<typeof pretrained.declaration.params>;

export const modelsImport = defineCommand({
  name: 'models import',
  summary: 'Register an ONNX file as a version of a model',
  example: 'leat models import churn.onnx --name churn --alias champion --target churned --class no --class yes',
  positional: ['file'],
  input: z.strictObject({
    file: z.string().describe('the ONNX file'),
    name: z.string().describe('name of the model').meta({ placeholder: 'name' }),
    alias: z.string().optional().describe('alias to point to the version').meta({ placeholder: 'alias' }),
    target: z.string().optional().describe('the column that it predicts').meta({ placeholder: 'column' }),
    column: z.array(z.string()).default([]).describe('raw columns in the order of its features; repeatable').meta({ placeholder: 'name' }),
    class: z.array(z.string()).default([]).describe('labels in the order of its probabilities; repeatable').meta({ placeholder: 'label' }),
    signature: z
      .string()
      .optional()
      .describe('JSON file of target, columns, classes, and of inputs with their types, categories and ranges')
      .meta({ placeholder: 'file' }),
    notes: z.string().optional().describe('what people should know who use it: a Markdown file').meta({ placeholder: 'file' }),
    licence: z.string().optional().describe('under which it may be used, such as MIT').meta({ placeholder: 'name' }),
  }),
  async run({ file, name, alias, target, column, class: classes, signature, notes, licence }, context) {
    const [config, { readPretrained }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    const told = signature === undefined ? {} : await readSignature(signature);
    const by = who();
    const about = {
      notes: notes === undefined ? null : await readNotes(notes),
      licence: licence ?? null,
      ...(by !== null && { importedBy: by }),
    };
    const { card, ...model } = await readPretrained(config, {
      ...told,
      path: file,
      ...(target === undefined ? {} : { target }),
      ...(column.length === 0 ? {} : { columns: column }),
      ...(classes.length === 0 ? {} : { classes }),
    });
    const { models } = await context.client();
    const version = await models.import(name, { ...model, card: { ...card, about } }, { by, ...(alias !== undefined && { alias }) });
    await context.did('model.import', { model: name, version: String(version.version), ...(alias !== undefined && { alias }) });
    const reference = `${name}:${String(version.version)}`;
    return { document: version, text: `registered ${reference}${alias === undefined ? '' : `, which is now ${name}@${alias}`}` };
  },
});

/** What the options say, and what they cannot. */
async function readSignature(path: string): Promise<Partial<PretrainedParams>> {
  const { pretrained } = await import('../../core/pipeline/stages/pretrained.js');
  const form = pretrained.declaration.params.omit({ path: true, maxBytes: true });
  try {
    return form.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause);
    throw new LeatError('USAGE_INVALID', `--signature ${path}: ${reason}`, { cause });
  }
}

async function readNotes(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new LeatError('USAGE_INVALID', `--notes ${path}: ${messageOf(cause)}`, { cause });
  }
}
