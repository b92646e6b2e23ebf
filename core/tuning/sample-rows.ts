import type { Random } from '../random.js';
import { concatTables } from '../table/concat.js';
import type { Table } from '../table/table.js';
import { selectionSampler } from './selection-sampler.js';

/** At most `wanted` of the rows, drawn at random, in their order; the cut into parts does not matter. */
export async function sampleRows(
  parts: AsyncIterable<Table>,
  { rows, wanted, random }: { rows: number; wanted: number; random: Random },
): Promise<Table> {
  const choose = selectionSampler({ rows, wanted: Math.min(wanted, rows), random });
  const chosen: Table[] = [];
  for await (const part of parts) chosen.push(wanted >= rows ? part : part.take(indicesOf(part.rows, choose)));
  return concatTables(chosen);
}

/** The rows, counted from 0, for which the question is answered by yes. */
export function indicesOf(rows: number, chosen: (row: number) => boolean): Uint32Array {
  const indices = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (chosen(row)) indices[count++] = row;
  return indices.subarray(0, count);
}
