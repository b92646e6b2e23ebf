import { numericColumn, stringColumn } from '../table/columns.js';
import type { Column } from '../table/column.js';
import { Table } from '../table/table.js';
import type { Random } from '../random.js';
import type { Signature, SignatureInput } from './signature.js';

/** Rows that a model has to take: numbers within the range that is known of a column, texts of those that it knows. */
export function randomRows({ inputs }: Signature, rows: number, random: Random): Table {
  return Table.of(inputs.map((input) => [input.name, randomColumn(input, rows, random)]));
}

function randomColumn({ type, categories = [], minimum = 0, maximum = minimum + 1 }: SignatureInput, rows: number, random: Random): Column {
  const draw = <T>(value: () => T): T[] => Array.from({ length: rows }, value);
  switch (type) {
    case 'string':
      return stringColumn(draw(() => categories[random.below(Math.max(1, categories.length))] ?? 'a'));
    case 'boolean':
      return numericColumn(
        type,
        draw(() => random.below(2)),
      );
    case 'number':
      return numericColumn(
        type,
        draw(() => minimum + random.next() * (maximum - minimum)),
      );
    case 'integer':
    case 'timestamp':
      return numericColumn(
        type,
        draw(() => Math.ceil(minimum) + random.below(Math.max(1, Math.floor(maximum) - Math.ceil(minimum) + 1))),
      );
  }
}
