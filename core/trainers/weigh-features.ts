import { LeatError } from '../errors.js';
import type { WeighFeatures } from '../transforms/weigh-features.js';
import { noCheckpoint, type TrainerTools } from './define-trainer.js';
import type { LinearParameters } from './linear-model.js';
import { trainEstimator, type Estimator } from './train-estimator.js';

/**
 * Weighs features by training: what the splits of trees gain, or the absolute coefficients of a linear model,
 * summed over its outputs.
 *
 * @throws LeatError `RECIPE_INVALID` for a trainer whose models say nothing of single features, and what trainers refuse.
 */
export function weighFeaturesBy(tools: Omit<TrainerTools, 'progress' | 'checkpoint'>): WeighFeatures {
  return async (choice, sample) => {
    // Each time the same stream: how many models came before must not matter.
    const random = tools.random.fork('weigh');
    const estimator = await trainEstimator(choice, sample, { ...tools, random, progress: () => undefined, checkpoint: noCheckpoint });
    return weightsOf(estimator, sample.features.names.length);
  };
}

function weightsOf({ trainer, parameters }: Estimator, width: number): Float64Array {
  if (trainer.importance !== undefined) return trainer.importance(parameters).gain;
  if (isLinear(parameters)) {
    const { weights, bias } = parameters;
    const outputs = bias.length;
    return Float64Array.from({ length: width }, (_, feature) =>
      weights.slice(feature * outputs, (feature + 1) * outputs).reduce((sum, weight) => sum + Math.abs(weight), 0),
    );
  }
  const message = `selectFeatures: expected a trainer whose models weigh features, a linear one or trees, got "${trainer.name}"`;
  throw new LeatError('RECIPE_INVALID', message, { details: { trainer: trainer.name } });
}

function isLinear(parameters: unknown): parameters is LinearParameters {
  return typeof parameters === 'object' && parameters !== null && 'weights' in parameters && 'bias' in parameters;
}
