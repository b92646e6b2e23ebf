import { z } from 'zod';
import { chooser } from './choose-trainer.js';
import { defineTrainer } from './define-trainer.js';
import { centreDistances, distanceGraph } from './kmeans/distances.js';
import { findCentres } from './kmeans/find-centres.js';

const hyperparameters = z.strictObject({
  clusters: z.int().min(2).max(1000).default(8).describe('how many clusters the rows are parted into'),
  starts: z.int().positive().default(3).describe('times that it begins anew; the closest centres are taken'),
  maxIterations: z.int().positive().default(300).describe('upper limit of iterations from each start'),
  tolerance: z
    .number()
    .min(0)
    .default(1e-4)
    .describe('converged when the centres move by no more than this share of the variance of the features'),
});

/**
 * Parts rows into clusters around centres, each the mean of its rows, the largest cluster first. Distances are of
 * the features as they come: scale them in the recipe.
 *
 * @see Arthur & Vassilvitskii, k-means++ (2007), for the start; Lloyd, IEEE Transactions on Information Theory 28 (1982).
 */
export const kmeansTrainer = defineTrainer({
  name: 'kmeans',
  version: 2,
  tasks: ['clustering'],
  hyperparameters,
  train: findCentres,
  predict: centreDistances,
  toGraph: distanceGraph,
});

/**
 * Chooses clusters around centres, for rows without a target: `kmeans({ clusters: 5 })`. The model gives distances to the
 * centres [rows, clusters], in the unit of the features.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Arthur & Vassilvitskii, k-means++ (2007).
 */
export const kmeans = chooser({ name: 'kmeans', hyperparameters });
