import { LeatError } from '../errors.js';
import type { ClassificationOutcome } from '../metrics/metric.js';
import { outcomeOf } from '../metrics/outcome.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import type { ClassLabel, ModelTask } from '../model/signature.js';
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
import { chooseThreshold } from './choose-threshold.js';
import type { Decision } from './decision.js';

/** How a model's probabilities are calibrated and become labels. */
export interface FittedDecision {
  readonly calibrator: Calibrator | null;
  /** Undefined: the most probable class is the label. */
  readonly threshold: number | undefined;
  /** For the card: what was sought, at the threshold and at 0.5. */
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
  const ready = typeof threshold === 'number' || threshold === undefined ? threshold : null;
  if (calibration === undefined && ready !== null) return decided({ calibrator: null, threshold: ready }, classes.length);

  const outcome = await outOfFoldOutcome(request, tools);
  const calibrator = calibration === undefined ? null : fitCalibrator(calibration, outcome);
  const notes = calibration === undefined ? {} : { calibration };
  if (ready !== null || typeof threshold !== 'object') return decided({ calibrator, threshold: ready ?? undefined, notes }, classes.length);

  const { probabilities } = outcome;
  const calibrated = calibrator === null ? probabilities : calibrate(calibrator, Float32Array.from(probabilities ?? []), classes.length);
  const chosen = chooseThreshold({ ...outcome, probabilities: calibrated }, threshold);
  const sought = 'metric' in threshold ? threshold.metric : 'cost';
  const found = { threshold: chosen.threshold, [`${sought}AtThreshold`]: chosen.value, [`${sought}AtHalf`]: chosen.atHalf };
  return decided({ calibrator, threshold: chosen.threshold, notes: { ...notes, ...found } }, classes.length);
}

function decided(
  { calibrator, threshold, notes = {} }: { calibrator: Calibrator | null; threshold: number | undefined; notes?: FittedDecision['notes'] },
  classes: number,
): FittedDecision {
  if (threshold !== undefined && classes !== 2) {
    throw new LeatError('THRESHOLD_CLASSES', `threshold: expected two classes, got ${String(classes)}`, { details: { classes } });
  }
  // The graph compares float32 numbers.
  return { calibrator, threshold: threshold === undefined ? undefined : Math.fround(threshold), notes };
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
