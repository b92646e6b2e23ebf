import { encodeModel } from '../onnx/encode-model.js';
import type { Tensor } from '../onnx/graph-runner.js';
import { graphInput } from '../onnx/graph.js';
import { concat, div, exp, gemm, mul, scalar32, sigmoid, softmax, split, sub } from '../onnx/operators.js';
import { factorSymmetric } from './cholesky.js';
import { chunksOf, weightsOf } from './chunks.js';
import type { Sample, TrainerTools } from './define-trainer.js';
import type { FeatureScale } from './feature-scale.js';
import type { LinearParameters } from './linear-model.js';
import { outputsOf } from './loss-nodes.js';
import { addTo, numericOutput } from './numeric-output.js';

/** Multiplications beyond which the curvature costs more than it spares. */
const MOST_WORK = 3e9;

/** Share of the diagonal that is added to it: features that others explain have no curvature of their own. */
const DAMPING = 1e-6;

interface CurvatureOptions {
  /** Where the curvature is measured: the function of the raw features. */
  readonly at: LinearParameters;
  readonly scale: FeatureScale;
  readonly l2: number;
}

/**
 * Divides by the curvature of the mean logistic loss, by the part of it that each output has with itself: exact for two
 * classes, near enough for more. In the coordinates of LogisticLoss.
 *
 * @returns Undefined where it would cost more than it spares.
 */
export async function curvatureDivision(
  sample: Sample,
  { at, scale, l2 }: CurvatureOptions,
  { graphs, signal }: Pick<TrainerTools, 'graphs' | 'signal'>,
): Promise<((vector: Float64Array) => Float64Array) | undefined> {
  const width = sample.features.names.length;
  const outputs = outputsOf(sample.classes);
  if (outputs * (width + 1) ** 2 * sample.features.rows > MOST_WORK) return undefined;
  const size = width + 1;
  const sums = new Float64Array(outputs * size * size);
  let total = 0;
  const session = await graphs.open(curvatureGraph(width, sample.classes));
  try {
    const known: Record<string, Tensor> = {
      means: { type: 'float32', shape: [width], data: new Float32Array(scale.means) },
      deviations: { type: 'float32', shape: [width], data: new Float32Array(scale.deviations) },
      weights: { type: 'float32', shape: [width, outputs], data: Float32Array.from(at.weights) },
      bias: { type: 'float32', shape: [outputs], data: Float32Array.from(at.bias) },
    };
    for (const chunk of chunksOf(sample.features, outputs * size ** 2)) {
      signal.throwIfCancelled();
      const counts = weightsOf(sample.weights, chunk);
      total += counts.reduce((sum, count) => sum + count, 0);
      const rowWeights: Tensor = { type: 'float32', shape: [counts.length, 1], data: new Float32Array(counts) };
      addTo(sums, numericOutput(await session.run({ ...known, features: chunk.features, rowWeights }), 'curvature'));
    }
  } finally {
    await session.close();
  }
  const factored = Array.from({ length: outputs }, (_, output) => {
    const matrix = sums.slice(output * size * size, (output + 1) * size * size).map((sum) => sum / total);
    for (let index = 0; index < size; index++) {
      const penalty = index < width ? l2 / (scale.deviations[index] ?? 1) ** 2 / total : 0;
      matrix[index * size + index] = (matrix[index * size + index] ?? 0) * (1 + DAMPING) + penalty + Number.EPSILON;
    }
    return factorSymmetric(matrix, { size, signal });
  });
  return (vector) => {
    const divided = new Float64Array(vector.length);
    factored.forEach(({ solve }, output) => {
      const own = Float64Array.from({ length: size }, (_, index) => vector[index * outputs + output] ?? 0);
      solve(own).forEach((value, index) => (divided[index * outputs + output] = value));
    });
    return divided;
  };
}

/** For each output, the products of standardised features and a 1 behind them, weighted by the slope of its probability. */
function curvatureGraph(width: number, classes: number): Uint8Array {
  const outputs = outputsOf(classes);
  const features = graphInput('features', 'float32', ['rows', width]);
  const rowWeights = graphInput('rowWeights', 'float32', ['rows', 1]);
  const means = graphInput('means', 'float32', [width]);
  const deviations = graphInput('deviations', 'float32', [width]);
  const weights = graphInput('weights', 'float32', [width, outputs]);
  const bias = graphInput('bias', 'float32', [outputs]);

  const scores = gemm([features, weights, bias]);
  const probabilities = classes === 2 ? sigmoid(scores) : softmax(scores);
  const slopes = mul(mul(probabilities, sub(scalar32(1), probabilities)), rowWeights);
  const ones = exp(mul(rowWeights, scalar32(0)));
  const rows = concat([div(sub(features, means), deviations), ones], 1);
  const products = split(
    slopes,
    Array.from({ length: outputs }, () => 1),
    1,
  ).map((slope) => gemm([mul(rows, slope), rows], { transposeLeft: true }));
  return encodeModel({ inputs: [features, rowWeights, means, deviations, weights, bias], outputs: { curvature: concat(products, 0) } });
}
