import type { ColumnImportance, Importance } from '../model/evaluation-details.js';
import type { StageContext } from '../pipeline/stage-context.js';
import { takeColumn } from '../table/columns.js';
import type { Table } from '../table/table.js';
import type { Metric, Outcome } from './metric.js';
import { measure } from './metrics.js';

export interface ImportanceRequest {
  readonly rows: Table;
  /** Raw columns to shuffle, one at a time. */
  readonly columns: readonly string[];
  readonly metric: Metric;
  readonly repeats: number;
  predict(rows: Table): Promise<Outcome>;
}

/**
 * How much a model leans on each raw column: how far the metric gets worse when the values of the column
 * are dealt to other rows.
 *
 * @see Breiman, Random Forests, Machine Learning 45 (2001), ch. 10.
 */
export async function permutationImportance(
  { rows, columns, metric, repeats, predict }: ImportanceRequest,
  { random, signal, progress }: Pick<StageContext, 'random' | 'signal' | 'progress'>,
): Promise<Importance> {
  const undisturbed = measure(metric, await predict(rows));
  const importances: ColumnImportance[] = [];
  for (const column of columns) {
    const stream = random.fork(column); // its own, so that another column in front changes nothing
    const losses: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      signal.throwIfCancelled();
      const shuffled = rows.with(column, takeColumn(rows.column(column), stream.permutation(rows.rows)));
      const disturbed = measure(metric, await predict(shuffled));
      losses.push(metric.higherIsBetter ? undisturbed - disturbed : disturbed - undisturbed);
    }
    importances.push({ column, ...meanAndDeviation(losses) });
    progress(importances.length / columns.length);
  }
  importances.sort((left, right) => right.mean - left.mean);
  return { metric: metric.name, repeats, rows: rows.rows, columns: importances };
}

function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}
