import { chooser } from './choose-trainer.js';
import { forestHyperparameters, forestTrainerOf } from './trees/forest-trainer.js';

const hyperparameters = forestHyperparameters({ bootstrap: false });

/** Extremely randomised trees: a forest whose thresholds are drawn, not searched. */
export const extraTreesTrainer = forestTrainerOf({ name: 'extraTrees', hyperparameters, randomThresholds: true });

/** Chooses extremely randomised trees: `extraTrees({ trees: 200 })`. */
export const extraTrees = chooser({ name: 'extraTrees', hyperparameters });
