import type { Column, ColumnType } from '../../table/column.js';
import { rowsOf } from '../../table/columns.js';
import type { Table } from '../../table/table.js';

/** What is looked at in a column to decide how it becomes features. */
export interface ColumnFacts {
  readonly name: string;
  readonly type: ColumnType;
  readonly rows: number;
  readonly missing: number;
  /** Different values, the missing one not counted. */
  readonly distinct: number;
  /** Mean number of words of its different texts; 0 where it has none. */
  readonly words: number;
}

/** Facts of every column, in the order of the table. */
export function columnFacts(table: Table): readonly ColumnFacts[] {
  return [...table.columns()].map(([name, column]) => ({ name, type: column.type, rows: rowsOf(column), ...valuesOf(column) }));
}

function valuesOf(column: Column): Pick<ColumnFacts, 'missing' | 'distinct' | 'words'> {
  if (column.type !== 'string') {
    const present = column.values.filter((value) => !Number.isNaN(value));
    return { missing: column.values.length - present.length, distinct: new Set(present).size, words: 0 };
  }
  const used = new Set(column.codes);
  used.delete(-1);
  let words = 0;
  for (const code of used) words += (column.dictionary[code] ?? '').split(/\s+/u).filter((word) => word !== '').length;
  return { missing: column.codes.filter((code) => code < 0).length, distinct: used.size, words: used.size === 0 ? 0 : words / used.size };
}
