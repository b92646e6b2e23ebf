import { z } from 'zod';
import { exportForms, exportModel } from '../export/export-model.js';
import { defineCommand } from '../define-command.js';

export const modelsExport = defineCommand({
  name: 'models export',
  summary: 'Write a version as a plain ONNX file, a model folder of MLflow, or a folder to build an image from',
  example: 'leat models export churn --as mlflow --output churn-mlflow',
  positional: ['model'],
  input: z.strictObject({
    model: z.string().describe('name (its champion), name@alias or name:version'),
    output: z.string().describe('file for onnx, a new folder for the others').meta({ placeholder: 'path' }),
    as: z.enum(exportForms).default('onnx').describe('form of what is written').meta({ placeholder: 'form' }),
  }),
  async run({ model, output, as }, context) {
    const { models } = await context.client();
    const { version, card } = await models.describe(model);
    await exportModel({ form: as, output, version, card, graph: await models.graph(version) });
    const reference = `${version.model}:${String(version.version)}`;
    return { document: { model: reference, form: as, output }, text: `wrote ${reference} to ${output}` };
  },
});
