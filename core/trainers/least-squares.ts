import { meanOf } from '../metrics/baseline.js';
import { encodeModel } from '../onnx/encode-model.js';
import type { Tensor } from '../onnx/graph-runner.js';
import { graphInput } from '../onnx/graph.js';
import { cast, div, gemm, mul, sub } from '../onnx/operators.js';
import { solveSymmetric } from './cholesky.js';
import { chunksOf, weightsOf } from './chunks.js';
import type { Sample, TrainedParameters, TrainerTools } from './define-trainer.js';
import { featureScale, type FeatureScale } from './feature-scale.js';
import { linearParameters, type LinearParameters } from './linear-model.js';
import { addTo, numericOutput } from './numeric-output.js';

interface NormalEquations {
  /** Row-major, shape [features, features], of standardised features. */
  readonly gram: Float64Array;
  /** Shape [features]: products of standardised features and centred target. */
  readonly moment: Float64Array;
}

/**
 * Least squares with an L2 penalty by the normal equations. Features are standardised on the way, which
 * keeps the equations well conditioned; the penalty is on the weights of the raw features, the bias is
 * free. A feature that earlier ones explain gets the weight 0 (see cholesky.ts).
 */
export async function leastSquares(sample: Sample, l2: number, tools: TrainerTools): Promise<TrainedParameters<LinearParameters>> {
  const scale = featureScale(sample.features, sample.weights);
  const meanTarget = meanOf(sample.target, sample.weights);
  const { gram, moment } = await normalEquations(sample, { scale, meanTarget }, tools);

  const width = moment.length;
  for (let feature = 0; feature < width; feature++) {
    const diagonal = feature * width + feature;
    gram[diagonal] = (gram[diagonal] ?? 0) + l2 / (scale.deviations[feature] ?? 1) ** 2;
  }
  const { values, dropped } = solveSymmetric(gram, moment);
  const weights = values.map((value, feature) => value / (scale.deviations[feature] ?? 1));
  const bias = meanTarget - weights.reduce((sum, weight, feature) => sum + weight * (scale.means[feature] ?? 0), 0);
  return { parameters: linearParameters(weights, Float64Array.of(bias)), notes: { droppedFeatures: dropped.length } };
}

async function normalEquations(
  { features, target, weights }: Sample,
  { scale, meanTarget }: { scale: FeatureScale; meanTarget: number },
  { graphs, signal, progress }: TrainerTools,
): Promise<NormalEquations> {
  const width = features.names.length;
  const session = await graphs.open(productsGraph(width));
  try {
    const gram = new Float64Array(width * width);
    const moment = new Float64Array(width);
    const known: Record<string, Tensor> = {
      means: { type: 'float64', shape: [width], data: scale.means },
      deviations: { type: 'float64', shape: [width], data: scale.deviations },
    };
    for (const chunk of chunksOf(features)) {
      signal.throwIfCancelled();
      const centred = target.slice(chunk.start, chunk.end).map((value) => value - meanTarget);
      const products = await session.run({
        ...known,
        features: chunk.features,
        target: { type: 'float64', shape: [centred.length, 1], data: centred },
        weights: { type: 'float64', shape: [centred.length, 1], data: weightsOf(weights, chunk) },
      });
      addTo(gram, numericOutput(products, 'gram'));
      addTo(moment, numericOutput(products, 'moment'));
      progress(chunk.end / features.rows);
    }
    return { gram, moment };
  } finally {
    await session.close();
  }
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
