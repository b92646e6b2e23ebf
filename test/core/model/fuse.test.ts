import { describe, expect, test } from 'vitest';
import { describeSignature } from '../../../core/model/describe-signature.js';
import { feedsOf } from '../../../core/model/feeds.js';
import { fuse, SIGNATURE_KEY } from '../../../core/model/fuse.js';
import { compareWithCore, requireParity, type ParityCheck } from '../../../core/model/parity.js';
import { readPredictions, type Predictions } from '../../../core/model/predictions.js';
import type { ClassLabel, Signature } from '../../../core/model/signature.js';
import { inspectModel } from '../../../core/onnx/inspect-model.js';
import type { GraphNode } from '../../../core/onnx/graph.js';
import { matmul, matrix } from '../../../core/onnx/operators.js';
import type { Table } from '../../../core/table/table.js';
import { fitRecipe } from '../../../core/transforms/fit-recipe.js';
import { all, categorical, numeric, recipe } from '../../../core/transforms/recipe.js';
import { createGraphRunner } from '../../../inference/graph-runner.js';
import { partsOf, tableOf } from '../transforms/rows.js';

const table = tableOf({ species: ['Adelie', 'Gentoo', 'Gentoo'], island: ['Dream', 'Biscoe', 'Biscoe'], length: [0.25, 0.5, null] });
const specification = recipe({ target: 'species' })
  .impute(numeric(), { strategy: 'constant', value: 1 })
  .encode(categorical(), { as: 'one-hot' });
const fitted = await fitRecipe(specification, partsOf(table));
const profile = {
  rows: 3,
  columns: {
    island: { kind: 'categories', type: 'string', rows: 3, missing: 0, counts: [['Biscoe', 2], ['Dream', 1]], others: 0 }, // prettier-ignore
    length: { kind: 'numeric', type: 'number', rows: 3, missing: 1, minimum: 0.25, maximum: 0.5, edges: [], counts: [2] },
  },
} as const;

/** A pretended estimator: the features island=Biscoe, island=Dream, length by these weights. */
const weights = [0.25, 0.75, 0.5, 0.5, 0.5, -0.5];
const toGraph = (features: GraphNode): GraphNode => matmul(features, matrix(weights, 2));

async function predict(model: Uint8Array, { rows, signature }: { rows: Table; signature: Signature }): Promise<Predictions> {
  const session = await createGraphRunner().open(model);
  return readPredictions(await session.run(feedsOf(signature, rows)), signature);
}

function signatureFor(classes: readonly ClassLabel[]): Signature {
  return describeSignature({ task: 'classification', recipe: fitted, profile, classes });
}

describe('a fused classifier', () => {
  test('takes raw columns and gives labels and probabilities', async () => {
    const signature = signatureFor(['Adelie', 'Gentoo']);
    const model = fuse({ recipe: fitted, signature, toGraph, metadata: { 'leat.trainedOn': 'sha256:00' } });
    expect(await predict(model, { rows: table.drop(['species']), signature })).toMatchObject({
      task: 'classification',
      rows: 3,
      labels: ['Adelie', 'Adelie', 'Adelie'],
      probabilities: Float32Array.of(0.625, 0.375, 0.5, 0.5, 0.75, 0.25),
    });
  });

  test('tells its signature and interface in the file', () => {
    const signature = signatureFor(['Adelie', 'Gentoo']);
    const info = inspectModel(fuse({ recipe: fitted, signature, toGraph }));
    expect(JSON.parse(info.metadata[SIGNATURE_KEY] ?? '')).toEqual({
      task: 'classification',
      target: 'species',
      inputs: [
        { name: 'island', type: 'string', categories: ['Biscoe', 'Dream'] },
        { name: 'length', type: 'number', minimum: 0.25, maximum: 0.5 },
      ],
      classes: ['Adelie', 'Gentoo'],
    });
    expect(info.inputs.map(({ name, type, shape }) => [name, type, shape])).toEqual([
      ['island', 'string', ['rows', 1]],
      ['length', 'float64', ['rows', 1]],
    ]);
  });

  test.each<[type: string, classes: readonly ClassLabel[]]>([
    ['string', ['a', 'b']],
    ['int64', [3, 7]],
    ['float64', [0.5, 1.5]],
    ['bool', [false, true]],
  ])('has %s labels for the classes %j', (type, classes) => {
    const { outputs } = inspectModel(fuse({ recipe: fitted, signature: signatureFor(classes), toGraph }));
    expect(outputs).toEqual([
      { name: 'label', type, shape: ['rows'] },
      { name: 'probabilities', type: 'float32', shape: ['rows', 2] },
    ]);
  });
});

describe('a fused regressor', () => {
  const signature = describeSignature({ task: 'regression', recipe: fitted, profile });
  const model = fuse({ recipe: fitted, signature, toGraph: (features) => matmul(features, matrix([1, 2, 4], 1)) });

  test('gives a prediction a row', async () => {
    expect(await predict(model, { rows: table, signature })).toEqual({ task: 'regression', rows: 3, values: Float32Array.of(3, 3, 5) });
  });

  const check: ParityCheck = {
    model,
    graphs: createGraphRunner(),
    recipe: fitted,
    signature,
    rows: table,
    predict: () => Float32Array.of(3, 3, 5),
  };

  test('passes the parity gate where the core says the same', async () => {
    const parity = await compareWithCore(check);
    expect(parity).toMatchObject({ rows: 3, difference: 0 });
    requireParity(parity);
  });

  test.each([
    ['another value', Float32Array.of(3, 3, 5.01), '0.0019'],
    ['no number', Float32Array.of(3, NaN, 5), 'Infinity'],
  ])('is refused where the core says %s', async (_what, core, received) => {
    const parity = await compareWithCore({ ...check, predict: () => core });
    const refused = expect(() => {
      requireParity(parity);
    });
    refused.toThrow(expect.objectContaining({ code: 'PARITY_EXCEEDED' }) as Error);
    refused.toThrow(received);
  });
});

test('refuses a raw column with the name of an output', async () => {
  const rows = tableOf({ species: ['a', 'b'], label: [1, 2] });
  const named = await fitRecipe(recipe({ target: 'species' }), partsOf(rows));
  expect(() => fuse({ recipe: named, signature: signatureFor(['a', 'b']), toGraph })).toThrow(
    expect.objectContaining({ code: 'GRAPH_NAME_DUPLICATE', details: { name: 'label' } }) as Error,
  );
});

test('closes a column whose recipe refuses unknown texts, and the graph refuses them too', async () => {
  const strict = await fitRecipe(
    recipe({ target: 'length' }).drop(numeric()).encode(all(), { as: 'one-hot', unknown: 'error' }),
    partsOf(table.drop(['species'])),
  );
  const signature = describeSignature({ task: 'regression', recipe: strict, profile });
  expect(signature.inputs).toEqual([{ name: 'island', type: 'string', categories: ['Biscoe', 'Dream'], closed: true }]);

  const session = await createGraphRunner().open(
    fuse({ recipe: strict, signature, toGraph: (features) => matmul(features, matrix([1, 2], 1)) }),
  );
  const stranger = { island: { type: 'string', shape: [1, 1], data: ['Atlantis'] } } as const;
  await expect(session.run(stranger)).rejects.toMatchObject({
    code: 'INFERENCE_FAILED',
    message: expect.stringContaining('out of') as string,
  });
});

test('refuses outputs that are not those of the signature, or are no numbers', () => {
  const signature = describeSignature({ task: 'regression', recipe: fitted, profile });
  const prediction = { type: 'float32', shape: [2, 1], data: Float32Array.of(1, NaN) } as const;
  expect(() => readPredictions({ prediction }, signature)).toThrow(
    expect.objectContaining({ code: 'PREDICT_NOT_FINITE', details: { row: 2 } }) as Error,
  );
  expect(() => readPredictions({ other: prediction }, signature)).toThrow(
    expect.objectContaining({ code: 'PREDICT_OUTPUT_INVALID' }) as Error,
  );
});
