import { LeatError } from '../errors.js';
import type { ClassificationOutcome } from '../metrics/metric.js';
import { outcomeOf } from '../metrics/outcome.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import type { ClassLabel, ModelTask, TargetSignature } from '../model/signature.js';
import type { TableReader } from '../table/table-reader.js';
import type { Table } from '../table/table.js';
import type { TrainerTools } from '../trainers/define-trainer.js';
import { readActual, type Target } from '../trainers/target.js';
import { readWeights } from '../trainers/weight-column.js';
import { targetOf, type RecipeSpecification } from '../transforms/recipe.js';
import { groupFolds, stratifiedFolds, type FoldOfRow } from '../tuning/folds.js';
import { outOfFoldPredictions } from '../tuning/out-of-fold.js';
import { RowKeys } from '../tuning/row-keys.js';
import { sampleRows } from '../tuning/sample-rows.js';
import { calibrate, fitCalibrator, type Calibrator } from './calibrator.js';
import { chooseRule } from './choose-rule.js';
import type { Decision } from './decision.js';

/** How a model's probabilities are calibrated and become labels. */
export interface FittedDecision {
  readonly calibrator: Calibrator | null;
  /** Empty: the most probable class is the label. */
  readonly rule: Pick<TargetSignature, 'threshold' | 'costs'>;
  /** For the card: what was sought, by the rule and without it. */
  readonly notes: Readonly<Record<string, number | string>>;
}

export interface DecisionRequest {
  readonly decision: Decision;
  readonly table: TableReader;
  readonly task: ModelTask;
  readonly recipe: RecipeSpecification;
  readonly trainer: TrainerChoice;
  readonly weightColumn: string | undefined;
  readonly classes: readonly ClassLabel[];
}

/**
 * Learns calibration and threshold from what the trainer says of training rows that it has not seen: out of fold, with the
 * recipe fitted anew in every fold.
 *
 * @throws LeatError `TRAINER_TASK` for another task than classification, `THRESHOLD_CLASSES`, `FOLDS_IMPOSSIBLE`, or whatever
 * recipe and trainer refuse.
 */
export async function fitDecision(request: DecisionRequest, tools: TrainerTools): Promise<FittedDecision> {
  const { decision, task, classes } = request;
  if (task !== 'classification')
    throw new LeatError('TRAINER_TASK', `decision: expected classification, got ${task}`, { details: { task } });
  const { calibration, threshold } = decision;
  requireClasses(threshold, classes.length);
  if (calibration === undefined && typeof threshold !== 'object') return { calibrator: null, rule: ruleOf(threshold), notes: {} };

  const outcome = await outOfFoldOutcome(request, tools);
  const calibrator = calibration === undefined ? null : fitCalibrator(calibration, outcome);
  const notes = calibration === undefined ? {} : { calibration };
  if (typeof threshold !== 'object') return { calibrator, rule: ruleOf(threshold), notes };

  const { probabilities } = outcome;
  const calibrated = calibrator === null ? probabilities : calibrate(calibrator, Float32Array.from(probabilities ?? []), classes.length);
  const chosen = chooseRule({ ...outcome, probabilities: calibrated }, threshold);
  return { calibrator, rule: chosen.rule, notes: { ...notes, ...chosen.notes } };
}

function ruleOf(threshold: number | undefined): FittedDecision['rule'] {
  return threshold === undefined ? {} : { threshold: Math.fround(threshold) }; // the graph compares float32 numbers
}

/** @throws LeatError `THRESHOLD_CLASSES` for a number, or costs, that do not fit the classes. */
function requireClasses(threshold: Decision['threshold'], classes: number): void {
  const expected = typeof threshold === 'number' ? 2 : threshold !== undefined && 'costs' in threshold ? threshold.costs.length : classes;
  if (expected === classes) return;
  const message = `threshold: expected ${String(expected)} classes, got ${String(classes)}`;
  throw new LeatError('THRESHOLD_CLASSES', message, { details: { expected, classes } });
}

async function outOfFoldOutcome(
  { decision, table: stored, recipe, trainer, weightColumn, classes }: DecisionRequest,
  tools: TrainerTools,
): Promise<ClassificationOutcome> {
  const { random } = tools;
  const table = await sampleRows(stored.parts(), { rows: stored.rows, wanted: decision.sampleRows, random: random.fork('sample') });
  const name = targetOf(recipe, 'train');
  // By the classes of all rows: a sample may lack one.
  const actual = readActual(table.column(name), { name, classes });
  const target: Target = { task: 'classification', values: actual, classes };
  const weights = weightColumn === undefined ? undefined : readWeights(table.column(weightColumn), weightColumn);
  const foldOfRow = foldsOf(table, { decision, actual, random: random.fork('folds') });
  const request = { table, target, weights, recipe, trainer, folds: decision.folds, foldOfRow };
  const predictions = await outOfFoldPredictions(request, tools);
  const outcome = outcomeOf({ task: 'classification', classes: classes.length }, { actual, predictions, weights });
  if (outcome.task !== 'classification') throw new Error('invariant: the task is classification');
  return outcome;
}

function foldsOf(
  table: Table,
  { decision: { folds, groupBy }, actual, random }: { decision: Decision; actual: Float64Array; random: TrainerTools['random'] },
): FoldOfRow {
  if (groupBy === undefined) return stratifiedFolds({ strata: actual, folds, random });
  return groupFolds({ groups: new RowKeys().keysOf(table.column(groupBy)), folds, random });
}
