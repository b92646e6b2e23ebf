import { chooser } from './choose-trainer.js';
import { forestHyperparameters, forestTrainerOf } from './trees/forest-trainer.js';

const hyperparameters = forestHyperparameters({ bootstrap: true });

/** A random forest. */
export const forestTrainer = forestTrainerOf({ name: 'forest', hyperparameters, randomThresholds: false });

/**
 * Chooses a random forest: `forest({ trees: 200 })`. For classification and regression; missing values and categories are
 * learned from as they are. The model gives probabilities [rows, classes], or values [rows, 1] in the unit of the target.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Breiman, Random Forests, Machine Learning 45 (2001).
 */
export const forest = chooser({ name: 'forest', hyperparameters });
