import { solveSymmetric } from './cholesky.js';
import type { Sample, TrainedParameters, TrainerTools } from './define-trainer.js';
import type { LinearParameters } from './linear-model.js';
import { normalEquations, rawFunction } from './normal-equations.js';

/**
 * Least squares with an L2 penalty by the normal equations. The penalty is on the weights of the raw features,
 * the bias is free. A feature that earlier ones explain gets the weight 0 (see cholesky.ts).
 */
export async function leastSquares(sample: Sample, l2: number, tools: TrainerTools): Promise<TrainedParameters<LinearParameters>> {
  const equations = await normalEquations(sample, tools);
  const { gram, moment, scale } = equations;
  const width = moment.length;
  for (let feature = 0; feature < width; feature++) {
    const diagonal = feature * width + feature;
    gram[diagonal] = (gram[diagonal] ?? 0) + l2 / (scale.deviations[feature] ?? 1) ** 2;
  }
  const { values, dropped } = solveSymmetric(gram, moment, tools.signal);
  return { parameters: rawFunction(values, equations), notes: { droppedFeatures: dropped.length } };
}
