import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LeatError } from '../../core/errors.js';
import type { ExportedModel, Folder } from './exported-model.js';
import { imageFolder } from './image-folder.js';
import { mlflowFolder } from './mlflow-folder.js';

export const exportForms = ['onnx', 'mlflow', 'docker'] as const;

/** @throws LeatError `USAGE_INVALID` when there is something already. */
export async function exportModel({
  form,
  output,
  ...model
}: ExportedModel & { readonly form: (typeof exportForms)[number]; readonly output: string }): Promise<void> {
  if (existsSync(output)) throw new LeatError('USAGE_INVALID', `--output: expected a path where nothing is, got "${output}"`);
  switch (form) {
    case 'onnx':
      await writeFile(output, model.graph);
      return;
    case 'mlflow':
      await writeFolder(output, mlflowFolder(model));
      return;
    case 'docker':
      await writeFolder(output, imageFolder(model));
  }
}

async function writeFolder(folder: string, files: Folder): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
