import { dummy } from '../../../core/trainers/dummy.js';
import { elasticNet } from '../../../core/trainers/elastic-net.js';
import { gbdt } from '../../../core/trainers/gbdt.js';
import { logistic } from '../../../core/trainers/logistic.js';
import { mlp } from '../../../core/trainers/mlp.js';
import { ridge } from '../../../core/trainers/ridge.js';
import { grid } from '../../../core/tuning/grid.js';

/** Quoted by docs/guides/trainers.md. */
export const forClasses = [
  dummy(),
  gbdt(),
  ...grid({ l2: [0.1, 1, 10] }).map((point) => logistic(point)),
  logistic({ l2: 0, l1: 1, classWeights: 'balanced' }),
  mlp({ hiddenLayerSizes: [32], maxEpochs: 50, earlyStopping: true }),
];

export const forValues = [dummy(), gbdt(), ridge({ l2: 10 }), elasticNet({ alpha: 0.1 }), mlp({ hiddenLayerSizes: [32], maxEpochs: 50 })];
