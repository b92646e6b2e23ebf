import { bootstrapIntervals } from '../metrics/bootstrap.js';
import { metricOf, measure } from '../metrics/metrics.js';
import { outcomeOf } from '../metrics/outcome.js';
import type { Interval } from '../model/evaluation.js';
import { concatTables } from '../table/concat.js';
import type { Column } from '../table/column.js';
import { isMissing, numericColumn, rowsOf } from '../table/columns.js';
import { Table } from '../table/table.js';
import type { TrainerTools } from '../trainers/define-trainer.js';
import { gbdt } from '../trainers/gbdt.js';
import { readTarget } from '../trainers/target.js';
import { categorical, recipe, type RecipeSpecification } from '../transforms/recipe.js';
import { stratifiedFolds } from '../tuning/folds.js';
import { outOfFoldPredictions } from '../tuning/out-of-fold.js';

/** How well a model can tell recent rows from those of the reference, by all columns together. */
export interface DomainClassifier {
  readonly trainer: string;
  readonly rows: { readonly reference: number; readonly current: number };
  /** Area under the ROC curve out of fold: 0.5 when the rows cannot be told apart, 1 when always. */
  readonly auc: number;
  readonly interval: Interval;
}

const FOLDS = 5;
const LEVEL = 0.95;
const RESAMPLES = 1000;
const ROC_AUC = metricOf('rocAuc');

/**
 * Trains a classifier to tell recent rows from the reference: it sees what columns one by one do not, such as two
 * that have come apart. Each column is given as it is and as the distance from its median, so that a linear model
 * sees a wider spread too; times are left out, since time alone tells rows apart.
 *
 * @returns null when a side has fewer rows than folds, or no column is left.
 * @see Lopez-Paz & Oquab, Revisiting Classifier Two-Sample Tests, ICLR 2017.
 */
export async function classifyDomains(
  { reference, current, names }: { reference: Table; current: Table; names: readonly string[] },
  tools: TrainerTools,
): Promise<DomainClassifier | null> {
  const usable = names.filter((name) => isUsable(reference.column(name)) && isUsable(current.column(name)));
  if (usable.length === 0 || Math.min(reference.rows, current.rows) < FOLDS) return null;
  const isCurrent = targetName(usable);
  const side = (table: Table, value: number): Table =>
    Table.of([
      ...usable.map((name) => [name, likeIn(reference, { name, column: table.column(name) })] as const),
      [isCurrent, numericColumn('boolean', new Float64Array(table.rows).fill(value))],
    ]);
  const table = concatTables([side(reference, 0), side(current, 1)]);
  const target = readTarget(table.column(isCurrent), { name: isCurrent, task: 'classification' });
  const foldOfRow = stratifiedFolds({ strata: target.values, folds: FOLDS, random: tools.random.fork('folds') });
  const trainer = gbdt({ trees: 50, leaves: 8 });
  const request = { table, target, recipe: recipeFor(isCurrent), trainer, folds: FOLDS, foldOfRow };
  const predictions = await outOfFoldPredictions(request, tools);
  const outcome = outcomeOf({ task: 'classification', classes: 2 }, { actual: target.values, predictions });
  const intervals = bootstrapIntervals(outcome, { metrics: [ROC_AUC], level: LEVEL, resamples: RESAMPLES }, tools);
  const auc = measure(ROC_AUC, outcome);
  const rows = { reference: reference.rows, current: current.rows };
  return { trainer: trainer.name, rows, auc, interval: intervals[ROC_AUC.name] ?? { lower: auc, upper: auc } };
}

function recipeFor(target: string): RecipeSpecification {
  return recipe({ target }).encode(categorical(), { as: 'one-hot', unknown: 'ignore' });
}

/** Not a time, and with at least one value. */
function isUsable(column: Column): boolean {
  if (column.type === 'timestamp') return false;
  for (let row = 0; row < rowsOf(column); row++) if (!isMissing(column, row)) return true;
  return false;
}

/** Whole numbers may have arrived as numbers, or the reverse. */
function likeIn(reference: Table, { name, column }: { name: string; column: Column }): Column {
  const expected = reference.column(name);
  return column.type === 'string' || expected.type === 'string' ? column : { ...column, type: expected.type };
}

/** A name that no column has. */
function targetName(names: readonly string[]): string {
  let name = 'is recent';
  while (names.includes(name)) name += '?';
  return name;
}
