import { LeatError } from '../core/errors.js';
import { window } from '../core/pipeline/stages/window.js';
import { sliceColumn } from '../core/table/columns.js';
import { computeWindows } from '../core/windows/compute-windows.js';
import { defineActivity } from './define-activity.js';

/** Holds the columns that windows read, and those they make, of all rows; the others go by part by part. */
export const windowActivity = defineActivity(window, {
  async run({ table }, params, { signal, progress, figure }, { createTable }) {
    const { orderBy, partitionBy, columns } = params;
    const taken = Object.keys(columns).find((name) => table.schema.some((field) => field.name === name));
    if (taken !== undefined)
      throw new LeatError('SCHEMA_COLUMN_DUPLICATE', `window: expected a new name, got "${taken}", which is a column already`);
    const read = new Set([orderBy, ...(partitionBy === undefined ? [] : [partitionBy]), ...Object.values(columns).map(({ of }) => of)]);
    const computed = computeWindows(await table.read({ columns: [...read] }), params);

    const written = createTable();
    let seen = 0;
    for await (const part of table.parts()) {
      signal.throwIfCancelled();
      const rows = { first: seen, end: seen + part.rows };
      await written.append(
        [...computed].reduce((wider, [name, column]) => wider.with(name, sliceColumn(column, rows.first, rows.end)), part),
      );
      seen += part.rows;
      progress(seen / table.rows);
    }
    figure('rows', seen);
    figure('columns', computed.size);
    return { table: written };
  },
});
