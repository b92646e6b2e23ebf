import { LeatError } from '../errors.js';
import type { Task } from '../model/signature.js';
import { suggestName } from '../nearest-name.js';
import type { TrainerDefinition } from './define-trainer.js';
import { dummyTrainer } from './dummy.js';
import { ensembleOf } from './ensemble.js';
import { elasticNetTrainer } from './elastic-net.js';
import { isolationForestTrainer } from './isolation-forest.js';
import { kmeansTrainer } from './kmeans.js';
import { lassoTrainer } from './lasso.js';
import { extraTreesTrainer } from './extra-trees.js';
import { forestTrainer } from './forest.js';
import { gbdtTrainer } from './gbdt.js';
import { linearTrainer } from './linear.js';
import { logisticTrainer } from './logistic.js';
import { mlpTrainer } from './mlp.js';
import { ridgeTrainer } from './ridge.js';

/** What learns by itself. */
const single: Readonly<Record<string, TrainerDefinition>> = {
  gbdt: gbdtTrainer,
  forest: forestTrainer,
  extraTrees: extraTreesTrainer,
  logistic: logisticTrainer,
  linear: linearTrainer,
  ridge: ridgeTrainer,
  lasso: lassoTrainer,
  elasticNet: elasticNetTrainer,
  mlp: mlpTrainer,
  kmeans: kmeansTrainer,
  isolationForest: isolationForestTrainer,
  dummy: dummyTrainer,
};

/** Every trainer by its name; each passes test/contracts/trainer.ts. */
export const trainers: Readonly<Record<string, TrainerDefinition>> = { ...single, ensemble: ensembleOf(single) };

/** @throws LeatError `TRAINER_UNKNOWN` */
export function trainerOf(name: string): TrainerDefinition {
  const trainer = Object.hasOwn(trainers, name) ? trainers[name] : undefined;
  if (trainer !== undefined) return trainer;
  throw new LeatError('TRAINER_UNKNOWN', `unknown trainer "${name}"; ${suggestName(name, Object.keys(trainers))}`, {
    details: { trainer: name },
  });
}

/**
 * The one task that all these trainers are for; where they leave a choice, the one that the target suggests.
 *
 * @throws LeatError `TRAINER_UNKNOWN`, or `TRAINER_TASK` when the trainers have no task in common.
 */
export function commonTask(names: readonly string[], suggested: Task): Task {
  const tasks = (['classification', 'regression'] as const).filter((task) => names.every((name) => trainerOf(name).tasks.includes(task)));
  if (tasks.includes(suggested)) return suggested;
  const [only] = tasks;
  if (only !== undefined) return only;
  const received = names.map((name) => `"${name}" (${trainerOf(name).tasks.join(', ')})`).join(', ');
  throw new LeatError('TRAINER_TASK', `expected trainers of one task, got ${received}`, { details: { trainers: names } });
}
