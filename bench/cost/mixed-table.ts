import { Random } from '../../core/random.js';
import type { Column } from '../../core/table/column.js';
import { Table } from '../../core/table/table.js';
import { FileArtifactStore } from '../../stores/artifacts/file-artifact-store.js';
import { createTable } from '../../stores/artifacts/tables.js';

const NUMBERS = 8;
/** Different texts of each column of texts. */
const TEXTS = [5, 40];
const MISSING = 0.05;
const PART_ROWS = 65_536;

/** Stores a table of numbers and texts with missing ones, and a target of two classes; the digest is its name. */
export async function writeMixedTable(folder: string, rows: number): Promise<string> {
  const table = createTable(await FileArtifactStore.open(folder));
  const random = new Random('cost');
  for (let from = 0; from < rows; from += PART_ROWS) await table.append(partOf(Math.min(PART_ROWS, rows - from), random));
  return (await table.finish()).digest;
}

function partOf(rows: number, random: Random): Table {
  const logits = new Float64Array(rows);
  const numbers = Array.from({ length: NUMBERS }, (_, index): [string, Column] => {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const value = random.next();
      values[row] = random.next() < MISSING ? NaN : value;
      logits[row] = (logits[row] ?? 0) + Math.sin((index + 1) * 2 * value);
    }
    return [`number${String(index)}`, { type: 'number', values }];
  });
  const texts = TEXTS.map((count, index): [string, Column] => {
    const codes = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const code = Math.floor(count * random.next() ** 2);
      codes[row] = random.next() < MISSING ? -1 : code;
      logits[row] = (logits[row] ?? 0) + (code % 3) - 1;
    }
    return [
      `text${String(index)}`,
      { type: 'string', codes, dictionary: Array.from({ length: count }, (_, code) => `text ${String(code)}`) },
    ];
  });
  const values = logits.map((logit) => Number(random.next() < 1 / (1 + Math.exp(-logit))));
  return Table.of([...numbers, ...texts, ['target', { type: 'boolean', values }]]);
}
