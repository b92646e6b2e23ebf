import { chooser } from './choose-trainer.js';
import { forestHyperparameters, forestTrainerOf } from './trees/forest-trainer.js';

const hyperparameters = forestHyperparameters({ bootstrap: true });

/** A random forest. */
export const forestTrainer = forestTrainerOf({ name: 'forest', hyperparameters, randomThresholds: false });

/** Chooses a random forest: `forest({ trees: 200 })`. */
export const forest = chooser({ name: 'forest', hyperparameters });
