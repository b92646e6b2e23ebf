import { LeatError } from '../errors.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import { hasTarget, type ModelTask } from '../model/signature.js';
import { requireFinite, requireNotInfinite } from '../transforms/apply-recipe.js';
import { classWeights, weighClasses } from './class-weights.js';
import type { FeatureMatrix, ModelShape, Sample, TrainerDefinition, TrainerTools } from './define-trainer.js';
import { checkHyperparameters } from './trainer-choice.js';

/** A trained model before it becomes a file: what it learned, and how to use it. */
export interface Estimator {
  readonly trainer: TrainerDefinition;
  readonly hyperparameters: TrainerChoice['hyperparameters'];
  readonly parameters: unknown;
  readonly shape: ModelShape;
  readonly notes: Readonly<Record<string, number | boolean | string>>;
}

/** Training rows that the model must give finite numbers for. */
const ASKED_ROWS = 100;

/**
 * Checks a sample, trains a choice on it, and checks that the model says something.
 *
 * @throws LeatError `TRAINER_UNKNOWN`, `PARAMETER_INVALID`, `TRAINER_TASK`, `SHAPE_MISMATCH`, `RECIPE_VALUE_NOT_FINITE`,
 * `SAMPLE_NOT_FINITE`, `SAMPLE_WEIGHT_INVALID`, `TARGET_ONE_CLASS`, `TRAINING_DIVERGED` or `CANCELLED`.
 */
export async function trainEstimator(choice: TrainerChoice, sample: Sample, tools: TrainerTools): Promise<Estimator> {
  const { trainer, hyperparameters } = checkHyperparameters(choice);
  const shape: ModelShape = { task: taskOf(sample, trainer), classes: sample.classes };
  if (!trainer.tasks.includes(shape.task)) {
    throw new LeatError('TRAINER_TASK', `trainer "${trainer.name}": expected ${trainer.tasks.join(' or ')}, got ${shape.task}`);
  }
  requireShape(sample);
  if (trainer.acceptsMissing === true) requireNotInfinite(sample.features, tools.signal);
  else requireFinite(sample.features, tools.signal);
  if (hasTarget(shape.task)) requireTarget(sample);
  requireWeights(sample.weights);
  tools.signal.throwIfCancelled();
  const weighted = weighClasses(sample, classWeights.parse(hyperparameters['classWeights']));
  if (weighted !== sample) requireWeights(weighted.weights);
  const { parameters, notes } = await trainer.train(weighted, hyperparameters, tools);
  const estimator = { trainer, hyperparameters, parameters, shape, notes };
  requireAnswers(estimator, sample.features);
  return estimator;
}

function requireAnswers(estimator: Estimator, { names, data, rows, ...features }: FeatureMatrix): void {
  const place = `trainer "${estimator.trainer.name}"`;
  for (const [name, value] of Object.entries(estimator.notes)) {
    if (typeof value !== 'number' || Number.isFinite(value)) continue;
    throw new LeatError('TRAINING_DIVERGED', `${place}: expected a finite ${name}, got ${String(value)}`, {
      details: { name, received: String(value) },
    });
  }
  const some = Math.min(rows, ASKED_ROWS);
  const answers = predictWith(estimator, { ...features, names, rows: some, data: data.subarray(0, some * names.length) });
  const wrong = answers.findIndex((answer) => !Number.isFinite(Math.fround(answer)));
  if (wrong < 0) return;
  const [row, received] = [Math.floor(wrong / (answers.length / some)), String(answers[wrong])];
  const message = `${place}: expected a model with finite answers, got ${received} for training row ${String(row)}`;
  throw new LeatError('TRAINING_DIVERGED', message, { details: { row, received } });
}

/** @returns Row-major, shape [rows, classes] of probabilities, or [rows, 1] for regression. */
export function predictWith({ trainer, parameters, shape }: Estimator, features: FeatureMatrix): Float64Array {
  return trainer.predict(features, parameters, shape);
}

/** A sample without a target is for what the trainer does without one. */
function taskOf({ target, classes }: Sample, { tasks }: TrainerDefinition): ModelTask {
  const untargeted = target.length === 0 ? tasks.find((task) => !hasTarget(task)) : undefined;
  return untargeted ?? (classes === 0 ? 'regression' : 'classification');
}

function requireTarget(sample: Sample): void {
  const { features, target } = sample;
  if (target.length !== features.rows) {
    throw new LeatError('SHAPE_MISMATCH', `sample: expected ${String(features.rows)} target values, got ${String(target.length)}`);
  }
  requireFiniteTarget(target);
  requireTwoClasses(sample);
}

function requireShape({ features, weights }: Sample): void {
  const cells = features.rows * features.names.length;
  if (features.data.length !== cells) {
    throw new LeatError('SHAPE_MISMATCH', `sample: expected ${String(cells)} feature values, got ${String(features.data.length)}`);
  }
  if (weights !== undefined && weights.length !== features.rows) {
    throw new LeatError('SHAPE_MISMATCH', `sample: expected ${String(features.rows)} weights, got ${String(weights.length)}`);
  }
}

/** @throws LeatError `SAMPLE_WEIGHT_INVALID` */
export function requireWeights(weights: Float64Array | undefined): void {
  if (weights === undefined) return;
  // In float32, as trainers count them.
  const row = weights.findIndex((weight) => !(weight >= 0 && Math.fround(weight) < Infinity));
  if (row < 0 && weights.some((weight) => Math.fround(weight) > 0)) return;
  const received = row < 0 ? 'only 0' : `${String(weights[row])} in row ${String(row)}`;
  throw new LeatError('SAMPLE_WEIGHT_INVALID', `weights: expected finite numbers of at least 0, not all of them 0, got ${received}`, {
    details: { row, received },
  });
}

function requireFiniteTarget(target: Float64Array): void {
  const row = target.findIndex((value) => !Number.isFinite(Math.fround(value))); // models answer in float32
  if (row < 0) return;
  const received = String(target[row]);
  throw new LeatError('SAMPLE_NOT_FINITE', `target, row ${String(row)}: expected a finite number of at most 3.4e38, got ${received}`, {
    details: { row, received },
  });
}

function requireTwoClasses({ target, classes }: Sample): void {
  if (classes === 0 || target.some((value) => value !== target[0])) return;
  const received = target.length === 0 ? 'no rows' : `only class ${String(target[0])}`;
  throw new LeatError('TARGET_ONE_CLASS', `sample: expected rows of at least two classes, got ${received}`, { details: { received } });
}
