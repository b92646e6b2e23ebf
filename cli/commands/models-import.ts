import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const modelsImport = defineCommand({
  name: 'models import',
  summary: 'Register an ONNX file as a version of a model',
  example: 'leat models import churn.onnx --name churn --target churned --column age --column plan --class no --class yes',
  positional: ['file'],
  input: z.strictObject({
    file: z.string().describe('the ONNX file'),
    name: z.string().describe('name of the model').meta({ placeholder: 'name' }),
    alias: z.string().optional().describe('alias to point to the version').meta({ placeholder: 'alias' }),
    target: z
      .string()
      .optional()
      .describe('the column that it predicts; a file that Leat exported says it')
      .meta({ placeholder: 'column' }),
    column: z.array(z.string()).default([]).describe('raw columns in the order of its features; repeatable').meta({ placeholder: 'name' }),
    class: z.array(z.string()).default([]).describe('labels in the order of its probabilities; repeatable').meta({ placeholder: 'label' }),
  }),
  async run({ file, name, alias, target, column, class: classes }, context) {
    const [config, { readPretrained }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    const content = await readPretrained(config, {
      path: file,
      ...(target === undefined ? {} : { target }),
      ...(column.length === 0 ? {} : { columns: column }),
      ...(classes.length === 0 ? {} : { classes }),
    });
    const { models } = await context.client();
    const version = await models.import(name, content, alias === undefined ? {} : { alias });
    const reference = `${name}:${String(version.version)}`;
    return { document: version, text: `registered ${reference}${alias === undefined ? '' : `, which is now ${name}@${alias}`}` };
  },
});
