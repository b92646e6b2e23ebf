import type { TrainerChoice } from '../model/trainer-choice.js';
import type { Sample } from '../trainers/define-trainer.js';

/**
 * Trains a choice on a sample and says how much each feature weighs in its model.
 *
 * @returns Shape [features]: at least 0; a feature of weight 0 does nothing.
 */
export type WeighFeatures = (choice: TrainerChoice, sample: Sample) => Promise<Float64Array>;
