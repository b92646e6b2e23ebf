import type { Cell } from './column.js';
import { cellAt } from './columns.js';
import type { Table } from './table.js';

/** Plain objects, one a row: null where missing, timestamps as ISO 8601 texts. */
export function toRows(table: Table): Record<string, Cell>[] {
  const columns = [...table.columns()];
  return Array.from({ length: table.rows }, (_, row) => Object.fromEntries(columns.map(([name, column]) => [name, cellAt(column, row)])));
}
