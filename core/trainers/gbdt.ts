import { z } from 'zod';
import { LeatError } from '../errors.js';
import { suggestName } from '../nearest-name.js';
import { chooser } from './choose-trainer.js';
import { classWeights } from './class-weights.js';
import { defineTrainer, type Sample } from './define-trainer.js';
import { applyLink, linkGraph, type Link } from './links.js';
import { boostTrees } from './trees/boosting.js';
import { explainTrees } from './trees/explain-trees.js';
import { MOST_ROWS } from './trees/kernel.js';
import type { LossName } from './trees/losses.js';
import { predictTrees } from './trees/predict-trees.js';
import type { TreeEnsemble } from './trees/tree-ensemble.js';
import { treeGraph } from './trees/tree-graph.js';
import { treeImportance } from './trees/tree-importance.js';

const hyperparameters = z
  .strictObject({
    trees: z.int().positive().max(100_000).default(100).describe('most trees; of several classes, that many for each'),
    learningRate: z.number().positive().max(1).default(0.1).describe('share of its output that each tree adds'),
    leaves: z.int().min(2).max(65_536).default(31).describe('most leaves of a tree; it grows where the loss falls most'),
    maxDepth: z.int().positive().max(MOST_ROWS).optional().describe('most splits above a leaf; without limit when left out'),
    maxBins: z.int().min(2).max(255).default(255).describe('most bins of the values of a feature; missing ones have another'),
    minSamplesLeaf: z.int().positive().max(MOST_ROWS).default(20).describe('least rows of a leaf, estimated from the hessian'),
    minChildWeight: z.number().min(0).default(1e-3).describe('least sum of the hessians of a leaf'),
    l1: z.number().min(0).default(0).describe('penalty on the absolute output of a leaf'),
    l2: z.number().min(0).default(0).describe('penalty on half the squared output of a leaf'),
    subsample: z.number().positive().max(1).default(1).describe('share of the rows that each tree sees'),
    colsample: z.number().positive().max(1).default(1).describe('share of the features that each tree may split on'),
    loss: z
      .enum(['logLoss', 'squared', 'absolute', 'quantile', 'poisson'])
      .optional()
      .describe('logLoss for classification, squared for regression when left out'),
    quantile: z.number().gt(0).lt(1).default(0.5).describe("what loss 'quantile' predicts"),
    monotone: z
      .record(z.string(), z.union([z.literal(1), z.literal(-1)]))
      .default({})
      .describe('by feature: 1 where the prediction must not fall with it, −1 where it must not rise'),
    patience: z.int().positive().optional().describe('stop after so many trees without a better loss on a validation part'),
    validationFraction: z.number().gt(0).lt(1).default(0.1).describe('share of the rows in that part, when there is a patience'),
    classWeights,
  })
  .refine(({ loss, monotone }) => Object.keys(monotone).length === 0 || (loss !== 'absolute' && loss !== 'quantile'), {
    error: "monotone: expected another loss than 'absolute' and 'quantile', whose leaves are quantiles",
  });

type Hyperparameters = z.output<typeof hyperparameters>;

interface GbdtParameters {
  readonly ensemble: TreeEnsemble;
  readonly link: Link;
}

/** Gradient-boosted decision trees: see trees/boosting.ts. */
export const gbdtTrainer = defineTrainer({
  name: 'gbdt',
  version: 1,
  tasks: ['classification', 'regression'],
  acceptsMissing: true,
  hyperparameters,
  async train(sample, chosen, tools) {
    const loss = lossFor(chosen.loss, sample);
    const monotone = directionsOf(chosen.monotone, sample, loss);
    const { parameters, notes } = await boostTrees(
      sample,
      { ...chosen, maxDepth: chosen.maxDepth, patience: chosen.patience, loss, monotone },
      tools,
    );
    return { parameters: { ensemble: parameters, link: links[loss] }, notes };
  },
  predict: (features, { ensemble, link }: GbdtParameters) => applyLink(link, predictTrees(ensemble, features), ensemble.outputs),
  toGraph: (features, { ensemble, link }) => linkGraph(link, treeGraph(features, ensemble)),
  importance: ({ ensemble }) => treeImportance(ensemble),
  explain: (features, { ensemble }) => explainTrees(ensemble, features),
});

/**
 * Chooses gradient-boosted trees: `gbdt({ trees: 300, learningRate: 0.05 })`. For classification and regression; missing values
 * and categories are learned from as they are. The model gives probabilities [rows, classes], or values [rows, 1] in the unit of the target.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Friedman, Greedy Function Approximation, Annals of Statistics 29 (2001); Ke et al., LightGBM, NeurIPS 2017.
 */
export const gbdt = chooser({ name: 'gbdt', hyperparameters });

const links: Readonly<Record<LossName, Link>> = {
  logLoss: 'logistic',
  softmax: 'softmax',
  squared: 'identity',
  absolute: 'identity',
  quantile: 'identity',
  poisson: 'exponential',
};

function lossFor(chosen: Hyperparameters['loss'], { classes, target }: Sample): LossName {
  const loss = chosen ?? (classes > 0 ? 'logLoss' : 'squared');
  if ((loss === 'logLoss') !== classes > 0) {
    const task = classes > 0 ? 'classification' : 'regression';
    throw new LeatError('PARAMETER_INVALID', `trainer "gbdt": expected a loss for ${task}, got '${loss}'`);
  }
  const negative = loss === 'poisson' ? target.findIndex((value) => value < 0) : -1;
  if (negative >= 0) {
    const message = `trainer "gbdt": expected a target of at least 0 for loss 'poisson', got ${String(target[negative])} in row ${String(negative)}`;
    throw new LeatError('PARAMETER_INVALID', message, { details: { row: negative } });
  }
  return loss === 'logLoss' && classes > 2 ? 'softmax' : loss;
}

function directionsOf(monotone: Hyperparameters['monotone'], { features }: Sample, loss: LossName): Int8Array | undefined {
  const entries = Object.entries(monotone);
  if (entries.length === 0) return undefined;
  if (loss === 'softmax')
    throw new LeatError('PARAMETER_INVALID', 'trainer "gbdt": expected no monotone features for more than two classes');
  const directions = new Int8Array(features.names.length);
  for (const [name, direction] of entries) {
    const feature = features.names.indexOf(name);
    if (feature < 0 || (features.cardinalities?.[feature] ?? 0) > 0) {
      const why = feature < 0 ? suggestName(name, features.names) : 'it is a category';
      throw new LeatError('PARAMETER_INVALID', `trainer "gbdt", monotone: expected a feature of numbers, got "${name}"; ${why}`);
    }
    directions[feature] = direction;
  }
  return directions;
}
