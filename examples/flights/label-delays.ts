import { z } from 'zod';
import { defineStage, numericColumn, type Table, type TableReader } from 'leat';

/** Adds the column `late` and takes the delay itself away, which no one knows before the flight. A stage of our own. */
export const labelDelays = defineStage({
  name: 'labelDelays',
  version: 1,
  inputs: { table: 'table' },
  outputs: { table: 'table' },
  params: z.strictObject({ minutes: z.number().positive().default(15).describe('a flight is late when it is delayed by more') }),
  run: ({ table }, { minutes }, { progress }) => ({ table: label(table, minutes, progress) }),
});

async function* label(table: TableReader, minutes: number, progress: (fraction: number) => void): AsyncGenerator<Table> {
  let rows = 0;
  for await (const part of table.parts()) {
    const delay = part.column('delay');
    if (delay.type === 'string') throw new TypeError('expected delays in minutes, got texts');
    const late = numericColumn(
      'boolean',
      delay.values.map((value) => Number(value > minutes)),
    );
    yield part.drop(['delay']).with('late', late);
    rows += part.rows;
    progress(rows / table.rows);
  }
}
