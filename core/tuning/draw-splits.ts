import { LeatError } from '../errors.js';
import type { Random } from '../random.js';
import { isMissing } from '../table/columns.js';
import type { Table } from '../table/table.js';
import type { Target } from '../trainers/target.js';
import { groupFolds, randomFolds, requireEnough, stratifiedFolds, type FoldOfRow } from './folds.js';
import type { Resampling } from './resampling.js';
import { RowKeys } from './row-keys.js';
import { indicesOf } from './sample-rows.js';
import type { Split } from './split.js';
import { splitTimeSeries } from './split-time-series.js';

/** More groups than this are no groups: an identifier was taken for one. */
const MOST_GROUPS = 1000;

/**
 * The splits of a cross-validation, in order. The same seed draws the same.
 *
 * @throws LeatError `FOLDS_IMPOSSIBLE` when rows or groups are too few, `SCHEMA_COLUMN_MISSING`,
 * `SCHEMA_TYPE_MISMATCH` or `SPLIT_VALUE_MISSING`.
 */
export function drawSplits(resampling: Resampling, table: Table, { target, random }: { target: Target; random: Random }): Split[] {
  switch (resampling.resampling) {
    case 'kFold': {
      const { folds, repeats, stratify } = resampling;
      const strata = stratify && target.task === 'classification' ? target.values : null;
      return repeated(repeats, random, (stream) => {
        const request = { folds, random: stream };
        const foldOfRow = strata === null ? randomFolds({ rows: table.rows, ...request }) : stratifiedFolds({ strata, ...request });
        return splitsOf(foldOfRow, folds);
      });
    }
    case 'groupKFold': {
      const { by, folds, repeats } = resampling;
      const groups = new RowKeys().keysOf(table.column(by));
      return repeated(repeats, random, (stream) => splitsOf(groupFolds({ groups, folds, random: stream }), folds));
    }
    case 'leaveOneGroupOut': {
      const keys = new RowKeys();
      const groups = keys.keysOf(table.column(resampling.by));
      requireGroups(keys.count, resampling.by);
      return splitsOf(Uint16Array.from(groups), keys.count);
    }
    case 'timeSeries':
      return splitTimeSeries(table, resampling);
    case 'predefined':
      return predefined(table, resampling.by);
  }
}

/** The first repeat draws from the stream itself, so that more repeats leave the first as it was. */
function repeated(repeats: number, random: Random, draw: (random: Random) => Split[]): Split[] {
  return Array.from({ length: repeats }, (_, repeat) => draw(repeat === 0 ? random : random.fork(`repeat-${String(repeat)}`))).flat();
}

function splitsOf(foldOfRow: FoldOfRow | Int32Array, folds: number): Split[] {
  return Array.from({ length: folds }, (_, fold) => ({
    training: indicesOf(foldOfRow.length, (row) => foldOfRow[row] !== fold),
    heldOut: indicesOf(foldOfRow.length, (row) => foldOfRow[row] === fold),
  }));
}

function predefined(table: Table, by: string): Split[] {
  const column = table.column(by);
  const named = indicesOf(table.rows, (row) => !isMissing(column, row));
  const keys = new RowKeys();
  const foldOfRow = new Int32Array(table.rows).fill(-1);
  keys.keysOf(table.take(named).column(by)).forEach((fold, index) => {
    foldOfRow[named[index] ?? 0] = fold;
  });
  requireGroups(keys.count, by);
  return splitsOf(foldOfRow, keys.count);
}

function requireGroups(count: number, by: string): void {
  requireEnough(count, 2, 'groups');
  if (count <= MOST_GROUPS) return;
  throw new LeatError('FOLDS_IMPOSSIBLE', `column "${by}": expected at most ${String(MOST_GROUPS)} groups, got ${String(count)}`, {
    details: { column: by, groups: count },
  });
}
