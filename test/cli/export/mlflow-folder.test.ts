import { execFile } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createProject } from '../../support/create-project.js';
import { pythonWith } from '../../support/python.js';
import { runLeat } from '../../support/run-leat.js';

const run = promisify(execFile);
const python = await pythonWith('mlflow');

const ASK = `
import json, sys, mlflow, numpy
rows = json.loads(sys.argv[1])
model = mlflow.pyfunc.load_model("folder")
said = model.predict({"X": numpy.array(rows, dtype="float32")})
print(json.dumps({"inputs": model.metadata.signature.inputs.input_names(), "probabilities": said["probabilities"].tolist()}))
`;

test.skipIf(python === null)(
  'exports a folder that mlflow loads, and that predicts as the library did which trained the model',
  async () => {
    const cwd = await createProject({ 'leat.config.ts': "import { defineConfig } from 'leat'; export default defineConfig({});" });
    await copyFile('test/fixtures/foreign/sklearn-zipmap.onnx', join(cwd, 'model.onnx'));
    for (const words of ['import model.onnx --name kinds', 'export kinds:1 --as mlflow --output folder'])
      expect(await runLeat(['models', ...words.split(' ')], { cwd })).toMatchObject({ exitCode: 0 });
    const expected = JSON.parse(await readFile('test/fixtures/foreign/expected.json', 'utf8')) as Record<
      string,
      { x: number[][]; probabilities: number[][] }
    >;
    const { x = [], probabilities = [] } = expected['sklearn-zipmap'] ?? {};
    const { stdout } = await run(python ?? '', ['-c', ASK, JSON.stringify(x)], { cwd, timeout: 50_000 });
    const said = JSON.parse(stdout) as { inputs: string[]; probabilities: number[][] };
    expect(said.inputs).toEqual(['X']);
    // Exporters compute in single precision what the libraries compute in double.
    said.probabilities.flat().forEach((value, index) => expect(value).toBeCloseTo(probabilities.flat()[index] ?? NaN, 4));
  },
);
