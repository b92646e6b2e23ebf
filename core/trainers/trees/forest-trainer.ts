import { z } from 'zod';
import { classWeights } from '../class-weights.js';
import { defineTrainer, type TrainerDefinition } from '../define-trainer.js';
import { applyLink, linkGraph, type Link } from '../links.js';
import { explainTrees } from './explain-trees.js';
import { growForest } from './grow-forest.js';
import { MOST_ROWS } from './kernel.js';
import { predictTrees } from './predict-trees.js';
import type { TreeEnsemble } from './tree-ensemble.js';
import { treeGraph } from './tree-graph.js';
import { treeImportance } from './tree-importance.js';

/** Hyperparameters of both kinds of forest. @param bootstrap - Its default. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the schema's type is its own declaration
export const forestHyperparameters = ({ bootstrap }: { bootstrap: boolean }) =>
  z
    .strictObject({
      trees: z.int().positive().max(100_000).default(100),
      maxDepth: z.int().positive().max(MOST_ROWS).optional().describe('most splits above a leaf; without limit when left out'),
      minSamplesSplit: z.int().min(2).max(MOST_ROWS).default(2).describe('least rows of a node that is split'),
      minSamplesLeaf: z.int().positive().max(MOST_ROWS).default(1).describe('least rows of a leaf'),
      maxFeatures: z
        .union([z.enum(['sqrt', 'log2']), z.number().positive().max(1)])
        .optional()
        .describe('features that each node looks at, or their share; sqrt for classification, all for regression when left out'),
      maxBins: z.int().min(2).max(255).default(255).describe('most bins of the values of a feature; missing ones have another'),
      bootstrap: z.boolean().default(bootstrap).describe('whether each tree sees rows drawn with replacement, or all'),
      oobScore: z.boolean().default(false).describe('note how well trees predict the rows they have not seen: accuracy, or R²'),
      classWeights,
    })
    .refine(({ bootstrap: drawn, oobScore }) => drawn || !oobScore, {
      error: 'oobScore: expected bootstrap with it, since otherwise every tree sees every row',
      path: ['oobScore'],
    });

type Hyperparameters = z.output<ReturnType<typeof forestHyperparameters>>;

interface ForestKind {
  readonly name: string;
  readonly hyperparameters: z.ZodType<Hyperparameters>;
  readonly randomThresholds: boolean;
}

export interface ForestParameters {
  readonly ensemble: TreeEnsemble;
  readonly link: Link;
}

/** A trainer of one kind of forest: see grow-forest.ts. */
export function forestTrainerOf({
  name,
  hyperparameters,
  randomThresholds,
}: ForestKind): TrainerDefinition<Hyperparameters, ForestParameters> {
  return defineTrainer({
    name,
    version: 1,
    tasks: ['classification', 'regression'],
    acceptsMissing: true,
    hyperparameters,
    async train(sample, { maxDepth, maxFeatures, ...chosen }, tools) {
      const { parameters, notes } = await growForest(sample, { ...chosen, maxDepth, maxFeatures, randomThresholds }, tools);
      return { parameters: { ensemble: parameters, link: sample.classes === 2 ? 'share' : 'identity' }, notes };
    },
    predict: (features, { ensemble, link }) => applyLink(link, predictTrees(ensemble, features), ensemble.outputs),
    toGraph: (features, { ensemble, link }) => linkGraph(link, treeGraph(features, ensemble)),
    importance: ({ ensemble }) => treeImportance(ensemble),
    explain: (features, { ensemble }) => explainTrees(ensemble, features),
  });
}
