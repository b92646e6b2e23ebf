import type { Sample } from '../../../core/trainers/define-trainer.js';
import type { TrainerChoice } from '../../../core/model/trainer-choice.js';
import { Random } from '../../../core/random.js';
import type { ModelTask } from '../../../core/model/signature.js';
import { isolationForest } from '../../../core/trainers/isolation-forest.js';
import { kmeans } from '../../../core/trainers/kmeans.js';
import { dummy } from '../../../core/trainers/dummy.js';
import { elasticNet } from '../../../core/trainers/elastic-net.js';
import { lasso } from '../../../core/trainers/lasso.js';
import { extraTrees } from '../../../core/trainers/extra-trees.js';
import { forest } from '../../../core/trainers/forest.js';
import { gbdt } from '../../../core/trainers/gbdt.js';
import { ensemble } from '../../../core/trainers/ensemble.js';
import { linear } from '../../../core/trainers/linear.js';
import { logistic } from '../../../core/trainers/logistic.js';
import { mlp } from '../../../core/trainers/mlp.js';
import { ridge } from '../../../core/trainers/ridge.js';

export interface TrainerSample {
  readonly choice: TrainerChoice;
  readonly title: string;
  /** 0 for regression. */
  readonly classes: number;
  /** Hyperparameters with which a row of weight 2 is the same as the row twice; those of the choice when left out. */
  readonly exactWeights?: TrainerChoice;
  /** How far the two may be apart. Iterations in float32 stop at slightly different points: 0.0005 when left out. */
  readonly weightTolerance?: number;
  /** Of a trainer that needs no target. */
  readonly untargeted?: Exclude<ModelTask, 'classification' | 'regression'>;
}

export function taskOfSample({ classes, untargeted }: TrainerSample): ModelTask {
  return untargeted ?? (classes === 0 ? 'regression' : 'classification');
}

/** Steps of all rows, so that it does not matter which batch a row is in. */
const wholeBatch = mlp({ hiddenLayerSizes: [16], maxEpochs: 20, batchSize: 1000 });

/** Without draws of rows or features: of those, weights are no repetition. */
const wholeForest = forest({ trees: 5, bootstrap: false, maxFeatures: 1 });

/** Every trainer with a task it is for: what the contract runs over. */
export const trainerSamples: readonly TrainerSample[] = [
  { choice: logistic(), title: 'two classes', classes: 2 },
  { choice: logistic({ l2: 0.1 }), title: 'three classes', classes: 3 },
  { choice: logistic({ l2: 0, l1: 3 }), title: 'two classes, some features', classes: 2 },
  { choice: lasso({ alpha: 0.1 }), title: 'values', classes: 0 },
  { choice: elasticNet({ alpha: 0.1 }), title: 'values', classes: 0 },
  { choice: gbdt({ trees: 20 }), title: 'two classes', classes: 2, exactWeights: gbdt({ trees: 20, minSamplesLeaf: 1 }) },
  // Weights up to 2 are rounded on a grid twice as wide: of two splits that gain the same, another may be taken.
  {
    choice: gbdt({ trees: 20 }),
    title: 'three classes',
    classes: 3,
    exactWeights: gbdt({ trees: 20, minSamplesLeaf: 1 }),
    weightTolerance: 0.1,
  },
  { choice: gbdt({ trees: 20 }), title: 'values', classes: 0, exactWeights: gbdt({ trees: 20, minSamplesLeaf: 1 }) },
  { choice: forest({ trees: 20, oobScore: true }), title: 'two classes', classes: 2, exactWeights: wholeForest },
  { choice: forest({ trees: 20, oobScore: true }), title: 'three classes', classes: 3, exactWeights: wholeForest },
  { choice: forest({ trees: 20, oobScore: true }), title: 'values', classes: 0, exactWeights: wholeForest },
  { choice: extraTrees({ trees: 20 }), title: 'two classes', classes: 2 },
  { choice: extraTrees({ trees: 20 }), title: 'three classes', classes: 3 },
  { choice: extraTrees({ trees: 20 }), title: 'values', classes: 0 },
  { choice: linear(), title: 'values', classes: 0 },
  { choice: ridge({ l2: 2 }), title: 'values', classes: 0 },
  { choice: mlp({ hiddenLayerSizes: [16], maxEpochs: 20, dropout: 0.2 }), title: 'two classes', classes: 2, exactWeights: wholeBatch },
  {
    choice: mlp({ hiddenLayerSizes: [16, 8], maxEpochs: 20, activation: 'tanh', earlyStopping: true }),
    title: 'three classes',
    classes: 3,
    exactWeights: wholeBatch,
  },
  { choice: mlp({ maxEpochs: 50, schedule: 'cosine' }), title: 'values', classes: 0, exactWeights: wholeBatch },
  {
    choice: kmeans({ clusters: 2 }),
    title: 'clusters',
    classes: 0,
    untargeted: 'clustering',
    exactWeights: kmeans({ clusters: 2, starts: 30, tolerance: 0 }),
  },
  // Rows are drawn by weight: the same forest only in the mean of many trees.
  {
    choice: isolationForest(),
    title: 'scores',
    classes: 0,
    untargeted: 'anomaly',
    exactWeights: isolationForest({ trees: 10_000, maxSamples: 64 }),
    weightTolerance: 0.01,
  },
  { choice: ensemble({ members: [{ trainer: logistic() }, { trainer: dummy(), weight: 0.5 }] }), title: 'three classes', classes: 3 },
  { choice: ensemble({ members: [{ trainer: ridge() }, { trainer: linear() }] }), title: 'values', classes: 0 },
  {
    choice: ensemble({ members: [{ trainer: gbdt({ trees: 5 }) }, { trainer: dummy() }] }),
    title: 'values of trees',
    classes: 0,
    exactWeights: ensemble({ members: [{ trainer: gbdt({ trees: 5, minSamplesLeaf: 1 }) }, { trainer: dummy() }] }),
  },
  { choice: dummy(), title: 'three classes', classes: 3 },
  { choice: dummy({ strategy: 'mostFrequent' }), title: 'two classes', classes: 2 },
  { choice: dummy(), title: 'values', classes: 0 },
];

/** Rows that a linear model half explains: features of scales from 1 to 100, the target with noise. */
export function randomSample(seed: string, { rows, classes, features = 4 }: { rows: number; classes: number; features?: number }): Sample {
  const random = new Random(seed);
  const names = Array.from({ length: features }, (_, index) => `feature${String(index)}`);
  const data = Float32Array.from({ length: rows * features }, (_, cell) => (random.next() - 0.5) * 10 ** (cell % 3) + (cell % features));
  const target = Float64Array.from({ length: rows }, (_, row) => {
    const value = names.reduce((sum, _name, feature) => sum + (data[row * features + feature] ?? 0) / 10 ** (feature % 3), random.next());
    return classes === 0 ? value : Math.abs(Math.floor(value)) % classes;
  });
  return { features: { rows, names, data }, target, classes };
}

interface PatchyOptions {
  readonly rows: number;
  readonly classes: number;
  /** How many of the 40 codes are drawn: fewer in training leave the others unseen. */
  readonly codes: number;
}

/** A random sample whose every eighth cell is missing, with a category of 40 codes and one of 5; order says nothing of either. */
export function patchySample(seed: string, { rows, classes, codes }: PatchyOptions): Sample {
  const { features, target } = randomSample(seed, { rows, classes });
  const random = new Random(`${seed}/patchy`);
  const names = [...features.names, 'town', 'colour'];
  const shift = (code: number): number => (code * 7) % 5;
  const towns = Array.from({ length: rows }, () => random.below(codes));
  const data = Float32Array.from({ length: rows * names.length }, (_, cell) => {
    const [row, column] = [Math.floor(cell / names.length), cell % names.length];
    const value = column === 4 ? towns[row] : column === 5 ? random.below(5) : features.data[row * 4 + column];
    return random.next() < 1 / 8 ? NaN : (value ?? NaN);
  });
  const shifted = target.map((value, row) => (classes === 0 ? value + shift(towns[row] ?? 0) : (value + shift(towns[row] ?? 0)) % classes));
  return { features: { rows, names, data, cardinalities: [0, 0, 0, 0, 40, 5] }, target: shifted, classes };
}
