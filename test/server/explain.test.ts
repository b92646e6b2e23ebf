import { afterAll, beforeAll, expect, test } from 'vitest';
import { trainActivity } from '../../activities/train.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import { forest } from '../../core/trainers/forest.js';
import { gbdt } from '../../core/trainers/gbdt.js';
import { linear } from '../../core/trainers/linear.js';
import { logistic } from '../../core/trainers/logistic.js';
import { mlp } from '../../core/trainers/mlp.js';
import { categorical, columns, numeric, recipe } from '../../core/transforms/recipe.js';
import { StageBench } from '../activities/stage-bench.js';
import { eventually, startServing, type Serving } from '../support/serving.js';

interface Explanation {
  readonly output: string;
  readonly base: number;
  readonly margin: number;
  readonly contributions: Readonly<Record<string, number>>;
}

interface Prediction {
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly value?: number;
  readonly explanations?: readonly Explanation[];
}

let serving: Serving;

const plants = tableFromRows(
  Array.from({ length: 240 }, (_, row) => {
    const kind = ['oak', 'elm', 'fir'][row % 3] ?? '';
    const height = (row * 37) % 50;
    return {
      kind,
      height,
      width: (row * 17) % 9,
      tall: height > 20 ? 'yes' : 'no',
      zone: ['a', 'b', 'c'][(row * 7) % 3],
      mass: 2 * height + (row % 3),
    };
  }),
);

const steps = (target: string) =>
  recipe({ target })
    .select(columns('kind', 'height', 'width'))
    .encode(categorical(), { as: 'one-hot', unknown: 'ignore' })
    .scale(numeric(), { as: 'standard' });

const models = {
  trees: { target: 'tall', trainer: gbdt({ trees: 20 }) },
  'trees-3': { target: 'zone', trainer: gbdt({ trees: 10 }) },
  forest: { target: 'zone', trainer: forest({ trees: 10 }) },
  logistic: { target: 'tall', trainer: logistic() },
  linear: { target: 'mass', trainer: linear() },
  network: { target: 'mass', trainer: mlp({ maxEpochs: 2 }) },
};

beforeAll(async () => {
  serving = await startServing();
  const bench = new StageBench({ artifacts: serving.artifacts });
  const train = await bench.store(plants);
  for (const [name, { target, trainer }] of Object.entries(models)) {
    const { model } = (await bench.run(trainActivity, { train }, { trainer, recipe: steps(target) })).outputs;
    const { version } = await serving.metadata.registerVersion({ model: name, artifact: model.digest, evaluation: null, runId: null });
    await serving.deploy(name, version);
  }
  await eventually(
    async () => (await serving.post('/v2/repository/index', {})).json() as Promise<{ state: string }[]>,
    (states) => states.length === Object.keys(models).length && states.every(({ state }) => state === 'READY'),
  );
}, 60_000);

afterAll(() => serving.stop());

const rows = [
  { kind: 'oak', height: 44, width: 3 },
  { kind: 'fir', height: 3, width: 8 },
  { kind: 'unheard of', height: 21, width: 0 },
];

async function explained(model: string): Promise<readonly Prediction[]> {
  const response = await serving.post(`/api/v1/models/${model}/predict?explain=true`, { rows });
  expect(response.status).toBe(200);
  return ((await response.json()) as { predictions: Prediction[] }).predictions;
}

/** Single precision in the graph, double in the explanation, before an exponential. */
const PRECISION = 4;

test.each(['trees', 'logistic'])('explains the log-odds of the second class by raw columns: %s', async (model) => {
  for (const { probabilities, explanations = [] } of await explained(model)) {
    const [only] = explanations;
    expect(explanations).toHaveLength(1);
    expect(only?.output).toBe('yes');
    expect(Object.keys(only?.contributions ?? {}).sort()).toEqual(['height', 'kind', 'width']);
    expect(sumOf(only)).toBeCloseTo(only?.margin ?? NaN, 10);
    expect(1 / (1 + Math.exp(-(only?.margin ?? NaN)))).toBeCloseTo(probabilities?.['yes'] ?? NaN, PRECISION);
  }
});

test('explains each of several classes, whose margins make the probabilities', async () => {
  for (const { probabilities = {}, explanations = [] } of await explained('trees-3')) {
    expect(explanations.map(({ output }) => output)).toEqual(['a', 'b', 'c']);
    const weights = explanations.map(({ margin }) => Math.exp(margin));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    explanations.forEach((explanation, index) => {
      expect(sumOf(explanation)).toBeCloseTo(explanation.margin, 10);
      expect((weights[index] ?? NaN) / total).toBeCloseTo(probabilities[explanation.output] ?? NaN, PRECISION);
    });
  }
});

test('explains the shares of a forest', async () => {
  for (const { probabilities = {}, explanations = [] } of await explained('forest')) {
    for (const { output, margin } of explanations) expect(margin).toBeCloseTo(probabilities[output] ?? NaN, PRECISION);
  }
});

test('explains a value by coefficient times value', async () => {
  for (const { value, explanations = [] } of await explained('linear')) {
    const [only] = explanations;
    expect(only?.output).toBe('mass');
    expect(sumOf(only)).toBeCloseTo(value ?? NaN, PRECISION - 1);
  }
});

test('leaves explanations out where nobody asks for them', async () => {
  const response = await serving.post('/api/v1/models/trees/predict', { rows });
  expect(JSON.stringify(await response.json())).not.toContain('explanations');
});

test('refuses to explain a model that keeps nothing for it, and another word than true', async () => {
  const network = await serving.post('/api/v1/models/network/predict?explain=true', { rows });
  expect(await network.json()).toMatchObject({ status: 400, code: 'EXPLANATION_UNAVAILABLE', details: { model: 'network' } });
  const other = await serving.post('/api/v1/models/trees/predict?explain=yes', { rows });
  expect(await other.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID', details: { received: '"yes"' } });
});

test('gives the schema of what a model predicts from', async () => {
  const response = await serving.get('/api/v1/models/trees/schema');
  expect(response.headers.get('content-type')).toContain('application/json');
  const schema = (await response.json()) as { title: string; properties: { rows: { items: { properties: object } } } };
  expect(schema.title).toBe('Rows of trees:1');
  expect(schema.properties.rows.items.properties).toMatchObject({
    kind: { examples: ['elm', 'fir', 'oak'] },
    height: { description: 'seen in training: 0 to 49' },
  });
});

function sumOf(explanation: Explanation | undefined): number {
  return Object.values(explanation?.contributions ?? {}).reduce((sum, value) => sum + value, explanation?.base ?? NaN);
}
