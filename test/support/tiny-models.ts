import { fuse } from '../../core/model/fuse.js';
import type { ModelCard, ModelContent } from '../../core/model/model-card.js';
import type { Signature } from '../../core/model/signature.js';
import { encodeModel } from '../../core/onnx/encode-model.js';
import { graphInput, type ElementType, type GraphNode } from '../../core/onnx/graph.js';
import { cast, matmul, matrix, mul, scalar, softmax } from '../../core/onnx/operators.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import { distanceGraph } from '../../core/trainers/kmeans/distances.js';
import { fitRecipe } from '../../core/transforms/fit-recipe.js';
import { categorical, numeric, recipe } from '../../core/transforms/recipe.js';

const untrained: Omit<ModelCard, 'graph' | 'signature'> = {
  trainer: null,
  notes: {},
  profile: null,
  provenance: { trainedOn: null, recipe: null, seed: null, versions: {} },
};

/** `prediction = slope · x`: the answer tells which model gave it. */
export function scalingModel(slope: number): ModelContent {
  const signature: Signature = { task: 'regression', target: 'y', inputs: [{ name: 'x', type: 'number' }] };
  const x = graphInput('x', 'float64', ['rows', 1]);
  const graph = encodeModel({ inputs: [x], outputs: { prediction: cast(mul(x, scalar(slope)), 'float32') } });
  return { card: { ...untrained, signature }, graph };
}

/** A pet is a dog from 14 kg on, and always when its sex is unknown; a missing weight becomes the mean, 15 kg. */
export async function petModel(): Promise<ModelContent> {
  const rows = tableFromRows([
    { weight: 4, sex: 'f', vaccinated: true, pet: 'cat' },
    { weight: 6, sex: 'm', vaccinated: false, pet: 'cat' },
    { weight: 20, sex: 'f', vaccinated: true, pet: 'dog' },
    { weight: 30, sex: 'm', vaccinated: true, pet: 'dog' },
  ]);
  const specification = recipe({ target: 'pet' })
    .impute(numeric(), { strategy: 'mean' })
    .encode(categorical(), { as: 'one-hot', unknown: 'ignore' });
  const fitted = await fitRecipe(specification, async function* () {
    yield await Promise.resolve(rows);
  });
  const signature: Signature = { task: 'classification', target: 'pet', inputs: fitted.inputs, classes: ['cat', 'dog'] };
  const weightOf = (feature: string): number[] => (feature === 'weight' ? [0, 0.5] : feature.startsWith('sex') ? [7, 0] : [0, 0]);
  const toGraph = (features: GraphNode): GraphNode => softmax(matmul(features, matrix(fitted.features.flatMap(weightOf), 2)));
  return { card: { ...untrained, signature }, graph: fuse({ recipe: fitted, signature, toGraph }) };
}

/** A graph as others export it: one tensor of features, int64 scores. */
export function foreignModel(): ModelContent {
  const features = graphInput('features', 'float32', ['batch', 3]);
  const graph = encodeModel({ inputs: [features], outputs: { score: cast(matmul(features, matrix([1, 10, 100], 1)), 'int64') } });
  return { card: { ...untrained, signature: { task: 'regression', target: 'score', inputs: [] } }, graph };
}

/** Predicts `x`, after so many products with a matrix of means that one run takes a while. */
export function heavyModel(products: number): ModelContent {
  const x = graphInput('x', 'float64', ['rows', 1]);
  const size = 384;
  const square = matrix(new Float32Array(size * size).fill(1 / size), size);
  // Beginning with the input, so that nothing can be folded into a constant.
  let product: GraphNode = matmul(cast(x, 'float32'), matrix(new Float32Array(size).fill(1), size));
  for (let each = 0; each < products; each++) product = matmul(product, square);
  const prediction = matmul(product, matrix(new Float32Array(size).fill(1 / size), 1));
  const graph = encodeModel({ inputs: [x], outputs: { prediction } });
  return { card: { ...untrained, signature: { task: 'regression', target: 'y', inputs: [{ name: 'x', type: 'number' }] } }, graph };
}

/** Clusters around 0 and 10, told by `distances` to both. */
export function clusterModel(): ModelContent {
  const signature: Signature = { task: 'clustering', inputs: [{ name: 'x', type: 'number' }] };
  const fitted = { inputs: signature.inputs, operations: [], features: ['x'] };
  const toGraph = (features: GraphNode): GraphNode => distanceGraph(features, { clusters: 2, centres: [0, 10] });
  return { card: { ...untrained, signature }, graph: fuse({ recipe: fitted, signature, toGraph }) };
}

/** Gives every element type back as it came: one input and one output for each, shape [rows, 1]. */
export function echoModel(types: readonly ElementType[]): ModelContent {
  const inputs = types.map((type) => graphInput(`in_${type}`, type, ['rows', 1]));
  const graph = encodeModel({ inputs, outputs: Object.fromEntries(inputs.map((input, index) => [`out_${String(types[index])}`, input])) });
  return { card: { ...untrained, signature: { task: 'regression', target: 'none', inputs: [] } }, graph };
}
