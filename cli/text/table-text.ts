/** Rows of texts in columns as wide as their widest text; the last column is not filled up. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((text, column) => (widths[column] = Math.max(widths[column] ?? 0, shownLength(text))));
  return rows
    .map((row) =>
      row
        .map((text, column) => text + ' '.repeat((widths[column] ?? 0) - shownLength(text)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Without the codes of colours. */
export function shownLength(text: string): number {
  return text.replace(COLOURS, '').length;
}

const COLOURS = /\u001b\[[0-9;]*m/g;
