import { chooser } from './choose-trainer.js';
import { forestHyperparameters, forestTrainerOf } from './trees/forest-trainer.js';

const hyperparameters = forestHyperparameters({ bootstrap: false });

/** Extremely randomised trees: a forest whose thresholds are drawn, not searched. */
export const extraTreesTrainer = forestTrainerOf({ name: 'extraTrees', hyperparameters, randomThresholds: true });

/**
 * Chooses extremely randomised trees: `extraTrees({ trees: 200 })`. As `forest`, with thresholds that are drawn.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Geurts, Ernst & Wehenkel, Extremely Randomized Trees, Machine Learning 63 (2006).
 */
export const extraTrees = chooser({ name: 'extraTrees', hyperparameters });
