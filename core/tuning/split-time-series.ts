import type { Table } from '../table/table.js';
import { timesOf } from './assign-split.js';
import type { Split } from './split.js';
import { requireEnough } from './folds.js';
import type { Resampling } from './resampling.js';

type TimeSeries = Extract<Resampling, { resampling: 'timeSeries' }>;

/**
 * Each fold holds out a stretch of time and trains on all that was before it, less the gap. Rows of one
 * moment are never parted, so that a fold may be some rows longer than the next.
 *
 * @see scikit-learn's TimeSeriesSplit, whose folds these are where no two rows have the same time.
 */
export function splitTimeSeries(table: Table, { by, folds, gap }: TimeSeries): Split[] {
  const { rows } = table;
  requireEnough(rows, folds + 1 + gap, 'rows');
  const times = timesOf(table, { column: by, firstRow: 0 }).values;
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort(
    (left, right) => (times[left] ?? 0) - (times[right] ?? 0) || left - right,
  );
  const timeAt = (place: number): number => times[order[place] ?? 0] ?? NaN;
  const size = Math.floor(rows / (folds + 1));
  const starts = Array.from({ length: folds + 1 }, (_, fold) => {
    let start = rows - (folds - fold) * size;
    while (start > 0 && start < rows && timeAt(start) === timeAt(start - 1)) start--;
    return start;
  });
  const splits = Array.from({ length: folds }, (_, fold) => {
    const [start = 0, end = rows] = starts.slice(fold, fold + 2);
    return { training: order.slice(0, Math.max(0, start - gap)).sort(), heldOut: order.slice(start, end).sort() };
  });
  for (const { training, heldOut } of splits) {
    requireEnough(training.length, 1, 'rows');
    requireEnough(heldOut.length, 1, 'rows');
  }
  return splits;
}
