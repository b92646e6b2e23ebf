import type { Column } from '../../../core/table/column.js';
import { cellAt } from '../../../core/table/columns.js';
import { NOTHING, type PartFormat } from '../part-format.js';

/** With a header; a missing value is empty. @see RFC 4180. */
export const csv: PartFormat = {
  start: (schema) => Buffer.from(`${schema.map(({ name }) => quote(name)).join(',')}\n`),
  part(table) {
    const texts = [...table.columns()].map(([, column]) => textsOf(column));
    let lines = '';
    for (let row = 0; row < table.rows; row++) {
      for (const [index, textAt] of texts.entries()) lines += index === 0 ? textAt(row) : `,${textAt(row)}`;
      lines += '\n';
    }
    return { chunks: [Buffer.from(lines)] };
  },
  end: () => NOTHING,
};

/** Each text of a dictionary is quoted once. */
function textsOf(column: Column): (row: number) => string {
  if (column.type === 'string') {
    const quoted = column.dictionary.map(quote);
    return (row) => quoted[column.codes[row] ?? -1] ?? '';
  }
  return (row) => {
    const cell = cellAt(column, row);
    return cell === null ? '' : String(cell);
  };
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
