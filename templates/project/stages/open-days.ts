import { defineStage, tableFromRows, toRows } from 'leat';
import { z } from 'zod';

/** Leaves out the days on which the stall was closed: nothing is learned from them. */
export const openDays = defineStage({
  name: 'openDays',
  version: 1, // raise it when equal inputs would give another output
  inputs: { table: 'table' },
  outputs: { table: 'table' },
  params: z.strictObject({ least: z.int().min(0).default(1).describe('sold on a day that counts') }),
  async run({ table }, { least }, { figure }) {
    const rows = toRows(await table.read());
    const open = rows.filter(({ sold }) => Number(sold) >= least);
    figure('closedDays', rows.length - open.length);
    return { table: tableFromRows(open) };
  },
});
