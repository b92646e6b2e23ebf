import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataTypes } from '../../core/onnx/element-types.js';
import type { ElementType } from '../../core/onnx/graph-runner.js';
import { pythonWith } from '../support/python.js';
import { eventually, startServing, type Serving } from '../support/serving.js';
import { echoModel, petModel } from '../support/tiny-models.js';

const run = promisify(execFile);
const python = await pythonWith('tritonclient.http');

let serving: Serving;

beforeAll(async () => {
  serving = await startServing();
  await serving.deploy('all', await serving.register('all', echoModel(Object.keys(dataTypes) as ElementType[]))); // its own keys
  await serving.deploy('pets', await serving.register('pets', await petModel()));
  await eventually(
    async () => (await serving.get('/v2/models/all/ready')).ok && (await serving.get('/v2/models/pets/ready')).ok,
    (ready) => ready,
  );
});

afterAll(() => serving.stop());

test.skipIf(python === null)("answers the protocol's own Python client: every type, JSON and binary, packed and not", async () => {
  const { stdout } = await run(python ?? '', ['test/server/ask-by-tritonclient.py', new URL(serving.url).host], { timeout: 50_000 });
  expect(JSON.parse(stdout)).toEqual({
    live: true,
    ready: true,
    model_ready: true,
    version_ready: true,
    absent_ready: false,
    server: { name: 'leat', version: expect.any(String) as string, extensions: ['model_repository', 'binary_tensor_data'] },
    model: expect.objectContaining({ name: 'pets', versions: ['1'] }) as object,
    index: expect.arrayContaining([expect.objectContaining({ name: 'pets@champion', version: '1', state: 'READY' })]) as unknown[],
    binary_differs: [],
    json_differs: [],
    mixed_differs: [],
    gzip_differs: [],
    deflate_differs: [],
    async_differs: [],
    id: 'r-2',
    labels: ['cat', 'dog'],
    errors: [
      ['404', 'no model is named "absent"'],
      ['400', 'input "sex": expected a tensor, got nothing'],
      ['400', 'input "sex": expected datatype BYTES, got FP64'],
    ],
  });
});
