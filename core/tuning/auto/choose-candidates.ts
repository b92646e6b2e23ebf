import type { Task } from '../../model/signature.js';
import { extraTrees } from '../../trainers/extra-trees.js';
import { forest } from '../../trainers/forest.js';
import { gbdt } from '../../trainers/gbdt.js';
import { logistic } from '../../trainers/logistic.js';
import { mlp } from '../../trainers/mlp.js';
import { ridge } from '../../trainers/ridge.js';
import { int, logUniform, uniform } from '../distribution.js';
import type { SearchedChoice } from '../search-space.js';

/** From so many rows on a tenth of them says well enough when boosting has to stop. */
const ROWS_TO_STOP_BY = 5_000;
/** Fewer rows than this teach a network little. */
const ROWS_FOR_NETWORK = 1_000;
/** More rows than this make a forest's trees, which grow to the end, larger than they are worth. */
const ROWS_FOR_FOREST = 50_000;

/** The trainers that are tried on so many rows, each with what is searched of it. */
export function chooseCandidates(task: Task, rows: number): readonly SearchedChoice[] {
  const shape = {
    learningRate: logUniform(0.02, 0.3),
    leaves: int(4, 63, { log: true }),
    minSamplesLeaf: int(5, 50, { log: true }),
    colsample: uniform(0.5, 1),
  };
  const boosted =
    rows < ROWS_TO_STOP_BY ? gbdt({ ...shape, trees: int(50, 400, { log: true }) }) : gbdt({ ...shape, trees: 1_000, patience: 30 });
  const leaf = { minSamplesLeaf: int(1, 20, { log: true }), maxFeatures: uniform(0.2, 1) };
  const forests = [forest({ ...leaf, trees: 200 }), extraTrees({ ...leaf, trees: 200 })];
  const linear = task === 'classification' ? logistic({ l2: logUniform(1e-3, 100) }) : ridge({ l2: logUniform(1e-3, 1_000) });
  const network = mlp({ hiddenLayerSizes: [64], learningRate: logUniform(3e-4, 1e-2), l2: logUniform(1e-5, 1e-1), earlyStopping: true });
  return [boosted, linear, ...(rows <= ROWS_FOR_FOREST ? forests : []), ...(rows >= ROWS_FOR_NETWORK ? [network] : [])];
}
