import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../../core/random.js';
import type { Column } from '../../core/table/column.js';
import { Table } from '../../core/table/table.js';

export const ROWS = 1_000_000;
const NUMBERS = 10;
/** How many texts each column has; of the larger ones most are rare. */
const TEXTS = [3, 12, 40, 200, 1000];
const MISSING = 0.05;
const PART_ROWS = 65_536;

/** Numbers and texts with missing ones, as plain files that another language reads too: a column after the other. */
export async function writeMixedRows(folder: string): Promise<void> {
  const random = new Random('mixed-1m');
  const numbers = new Float64Array(ROWS * NUMBERS);
  for (let cell = 0; cell < numbers.length; cell++) numbers[cell] = random.next() < MISSING ? NaN : random.next() ** 2 * 100;
  const codes = new Int32Array(ROWS * TEXTS.length);
  TEXTS.forEach((count, column) => {
    for (let row = 0; row < ROWS; row++) {
      codes[column * ROWS + row] = random.next() < MISSING ? -1 : Math.floor(count * random.next() ** 3);
    }
  });
  await writeFile(join(folder, 'numbers.f64'), numbers);
  await writeFile(join(folder, 'codes.i32'), codes);
  await writeFile(join(folder, 'texts.json'), JSON.stringify(TEXTS));
}

/** @returns The rows in parts, as stored tables give them, with a target that nothing reads. */
export async function readMixedRows(folder: string): Promise<readonly Table[]> {
  const numbers = new Float64Array((await readFile(join(folder, 'numbers.f64'))).buffer);
  const codes = new Int32Array((await readFile(join(folder, 'codes.i32'))).buffer);
  const columns: [string, Column][] = [
    ...Array.from({ length: NUMBERS }, (_, index): [string, Column] => [
      `number${String(index)}`,
      { type: 'number', values: numbers.subarray(index * ROWS, (index + 1) * ROWS) },
    ]),
    ...TEXTS.map((count, index): [string, Column] => [
      `text${String(index)}`,
      {
        type: 'string',
        codes: codes.subarray(index * ROWS, (index + 1) * ROWS),
        dictionary: Array.from({ length: count }, (_, code) => `text ${String(code)}`),
      },
    ]),
  ];
  const table = Table.of(columns);
  return Array.from({ length: Math.ceil(ROWS / PART_ROWS) }, (_, part) => table.slice(part * PART_ROWS, (part + 1) * PART_ROWS));
}
