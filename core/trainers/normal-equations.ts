import { meanOf } from '../metrics/baseline.js';
import { encodeModel } from '../onnx/encode-model.js';
import type { Tensor } from '../onnx/graph-runner.js';
import { graphInput } from '../onnx/graph.js';
import { cast, div, gemm, mul, sub } from '../onnx/operators.js';
import { chunksOf, weightsOf } from './chunks.js';
import type { Sample, TrainerTools } from './define-trainer.js';
import { featureScale, type FeatureScale } from './feature-scale.js';
import { linearParameters, type LinearParameters } from './linear-model.js';
import { addTo, numericOutput } from './numeric-output.js';

/** All that least squares need to know of a sample; rows count by their weights. */
export interface NormalEquations {
  /** Row-major, shape [features, features]: products of standardised features, summed over the rows. */
  readonly gram: Float64Array;
  /** Shape [features]: products of standardised features and centred target. */
  readonly moment: Float64Array;
  /** Sum of the squares of the centred target. */
  readonly targetSquares: number;
  readonly totalWeight: number;
  readonly scale: FeatureScale;
  readonly meanTarget: number;
}

/**
 * Goes over the rows once. Features are standardised on the way, which keeps the equations well conditioned.
 *
 * @throws LeatError `CANCELLED`.
 */
export async function normalEquations(
  { features, target, weights }: Sample,
  { graphs, signal, progress }: Pick<TrainerTools, 'graphs' | 'signal' | 'progress'>,
): Promise<NormalEquations> {
  const width = features.names.length;
  const scale = featureScale(features, { weights, signal });
  const meanTarget = meanOf(target, weights);
  const gram = new Float64Array(width * width);
  const moment = new Float64Array(width);
  const known: Record<string, Tensor> = {
    means: { type: 'float64', shape: [width], data: scale.means },
    deviations: { type: 'float64', shape: [width], data: scale.deviations },
  };
  let [targetSquares, totalWeight] = [0, 0];
  const session = await graphs.open(productsGraph(width));
  try {
    for (const chunk of chunksOf(features, 2 * width ** 2)) {
      signal.throwIfCancelled();
      const centred = target.slice(chunk.start, chunk.end).map((value) => value - meanTarget);
      const counts = weightsOf(weights, chunk);
      const shape = [centred.length, 1];
      const products = await session.run({
        ...known,
        features: chunk.features,
        target: { type: 'float64', shape, data: centred },
        weights: { type: 'float64', shape, data: counts },
      });
      addTo(gram, numericOutput(products, 'gram'));
      addTo(moment, numericOutput(products, 'moment'));
      centred.forEach((value, row) => {
        const weight = counts[row] ?? 0;
        targetSquares += weight * value * value;
        totalWeight += weight;
      });
      progress(chunk.end / features.rows);
    }
  } finally {
    await session.close();
  }
  return { gram, moment, targetSquares, totalWeight, scale, meanTarget };
}

/** From weights of standardised features to the function of the raw ones. */
export function rawFunction(standardised: Float64Array, { scale, meanTarget }: NormalEquations): LinearParameters {
  const weights = standardised.map((value, feature) => value / (scale.deviations[feature] ?? 1));
  const bias = meanTarget - weights.reduce((sum, weight, feature) => sum + weight * (scale.means[feature] ?? 0), 0);
  return linearParameters(weights, Float64Array.of(bias));
}

/** In doubles: squaring a matrix squares its condition, too much for float32. */
function productsGraph(width: number): Uint8Array {
  const features = graphInput('features', 'float32', ['rows', width]);
  const target = graphInput('target', 'float64', ['rows', 1]);
  const weights = graphInput('weights', 'float64', ['rows', 1]);
  const means = graphInput('means', 'float64', [width]);
  const deviations = graphInput('deviations', 'float64', [width]);
  const standardised = div(sub(cast(features, 'float64'), means), deviations);
  const weighted = mul(standardised, weights);
  return encodeModel({
    inputs: [features, target, weights, means, deviations],
    outputs: {
      gram: gemm([weighted, standardised], { transposeLeft: true }),
      moment: gemm([weighted, target], { transposeLeft: true }),
    },
  });
}
