import { descendByCoordinates } from './coordinate-descent.js';
import type { Sample, TrainedParameters, TrainerTools } from './define-trainer.js';
import type { LinearParameters } from './linear-model.js';
import { normalEquations, rawFunction } from './normal-equations.js';

export interface ElasticNetOptions {
  readonly alpha: number;
  readonly l1Ratio: number;
  readonly maxIterations: number;
  readonly tolerance: number;
}

/** Least squares with penalties on absolute and squared weights of the raw features; the bias is free. */
export async function penalisedLeastSquares(
  sample: Sample,
  { alpha, l1Ratio, maxIterations, tolerance }: ElasticNetOptions,
  tools: TrainerTools,
): Promise<TrainedParameters<LinearParameters>> {
  const equations = await normalEquations(sample, tools);
  const { scale, totalWeight } = equations;
  // A weight of a standardised feature is that of the raw one times its deviation.
  const l1 = scale.deviations.map((deviation) => (alpha * l1Ratio * totalWeight) / deviation);
  const l2 = scale.deviations.map((deviation) => (alpha * (1 - l1Ratio) * totalWeight) / deviation ** 2);
  const { weights, iterations, converged } = descendByCoordinates(
    { ...equations, l1, l2 },
    { tolerance, maxIterations, signal: tools.signal },
  );
  const usedFeatures = weights.filter((weight) => weight !== 0).length;
  return { parameters: rawFunction(weights, equations), notes: { iterations, converged, usedFeatures } };
}
