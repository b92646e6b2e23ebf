import { z } from 'zod';
import { chooser } from './choose-trainer.js';
import { defineTrainer } from './define-trainer.js';
import { anomalyThreshold } from './isolation/anomaly-threshold.js';
import { growForest } from './isolation/grow-forest.js';
import { anomalyScores, scoreGraph } from './isolation/scores.js';

const hyperparameters = z.strictObject({
  trees: z.int().positive().max(10_000).default(100).describe('how many trees are grown'),
  maxSamples: z.int().min(2).max(65_536).default(256).describe('rows that each tree is grown from, drawn anew with replacement'),
  contamination: z
    .union([z.number().gt(0).max(0.5), z.literal('auto')])
    .optional()
    .describe("share of the training rows that are taken for anomalies, or 'auto': those of a score above 0.5; scores alone when left out"),
});

/**
 * Scores rows by how few random cuts part them from the others: towards 1 for one that stands apart, about 0.5 or
 * less for one among many.
 *
 * @see Liu, Ting & Zhou, Isolation Forest (2008).
 */
export const isolationForestTrainer = defineTrainer({
  name: 'isolationForest',
  version: 2,
  tasks: ['anomaly'],
  hyperparameters,
  async train(sample, { contamination, ...options }, tools) {
    const { parameters, notes } = await growForest(sample, options, tools);
    if (contamination === undefined) return { parameters, notes };
    const threshold = contamination === 'auto' ? 0.5 : anomalyThreshold(sample.features, { forest: parameters, contamination }, tools);
    return { parameters, notes: { ...notes, anomalyThreshold: Math.fround(threshold) } };
  },
  predict: anomalyScores,
  toGraph: scoreGraph,
});

/**
 * Chooses a score of how unusual a row is, for rows without a target: `isolationForest({ trees: 200 })`. The model gives
 * scores [rows, 1] in 0 to 1, and with a `contamination` a label.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Liu, Ting & Zhou, Isolation Forest (2008).
 */
export const isolationForest = chooser({ name: 'isolationForest', hyperparameters });
