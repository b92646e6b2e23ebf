import type { z } from 'zod';
import { LeatError } from '../core/errors.js';
import { split } from '../core/pipeline/stages/split.js';
import { isMissing } from '../core/table/columns.js';
import type { TableReader } from '../core/table/table-reader.js';
import type { Table } from '../core/table/table.js';
import { assignSplit, type SplitBy } from '../core/tuning/assign-split.js';
import { indicesOf } from '../core/tuning/sample-rows.js';
import { defineActivity } from './define-activity.js';

type SplitParams = z.output<typeof split.declaration.params>;

/** Decides part by part; which rows go where depends on the seed and the rows, not on the parts. */
export const splitActivity = defineActivity(split, {
  async run({ table }, params, { random, signal, progress, figure }, { createTable }) {
    const rows = (columns?: readonly string[]): AsyncIterable<Table> => completeRows(table, { columns, dropMissing: params.dropMissing });
    const rowCount = params.dropMissing.length === 0 ? table.rows : await countRows(rows(params.dropMissing));
    const assign = await assignSplit(splitBy(params), { testFraction: params.testFraction, random, rows, rowCount });

    const [train, test] = [createTable(), createTable()];
    let testRows = 0;
    let seen = 0;
    for await (const part of rows()) {
      signal.throwIfCancelled();
      const isTest = assign(part);
      const testIndices = indicesOf(part.rows, (row) => isTest[row] === 1);
      if (testIndices.length < part.rows) await train.append(part.take(indicesOf(part.rows, (row) => isTest[row] === 0)));
      if (testIndices.length > 0) await test.append(part.take(testIndices));
      testRows += testIndices.length;
      seen += part.rows;
      progress(seen / rowCount);
    }
    requireRows({ train: rowCount - testRows, test: testRows });

    figure('trainRows', rowCount - testRows);
    figure('testRows', testRows);
    figure('droppedRows', table.rows - rowCount);
    return { train, test };
  },
});

function splitBy({ stratifyBy, groupBy, timeBy, foldsBy }: SplitParams): SplitBy {
  if (stratifyBy !== undefined) return { by: 'strata', column: stratifyBy };
  if (groupBy !== undefined) return { by: 'groups', column: groupBy };
  if (timeBy !== undefined) return { by: 'time', column: timeBy };
  return foldsBy === undefined ? { by: 'chance' } : { by: 'folds', ...foldsBy };
}

/** The rows that lack none of the columns named by `dropMissing`. */
async function* completeRows(
  table: TableReader,
  { columns, dropMissing }: { columns: readonly string[] | undefined; dropMissing: readonly string[] },
): AsyncGenerator<Table> {
  const needed = columns === undefined ? {} : { columns: [...new Set([...columns, ...dropMissing])] };
  for await (const part of table.parts(needed)) {
    const asked = dropMissing.map((name) => part.column(name));
    const complete = indicesOf(part.rows, (row) => !asked.some((column) => isMissing(column, row)));
    if (complete.length > 0) yield complete.length === part.rows ? part : part.take(complete);
  }
}

async function countRows(parts: AsyncIterable<Table>): Promise<number> {
  let rows = 0;
  for await (const part of parts) rows += part.rows;
  return rows;
}

function requireRows(rows: Readonly<Record<'train' | 'test', number>>): void {
  for (const part of ['train', 'test'] as const) {
    if (rows[part] > 0) continue;
    throw new LeatError(
      'SPLIT_EMPTY',
      `split: expected rows in both parts, got ${String(rows.train)} to train on and ${String(rows.test)} to test with`,
      {
        details: { ...rows },
      },
    );
  }
}
