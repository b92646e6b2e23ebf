import type { ColumnType } from '../table/column.js';

/** Distribution of a numeric column: shares of its rows between edges that were quantiles of a sample. */
export interface NumericProfile {
  readonly kind: 'numeric';
  readonly type: Exclude<ColumnType, 'string'>;
  readonly rows: number;
  readonly missing: number;
  /** null when every value is missing. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Rising. Bin i holds the values with edges[i − 1] < value <= edges[i]; the first and the last bin are open. */
  readonly edges: readonly number[];
  /** Shape [edges.length + 1]. */
  readonly counts: readonly number[];
}

/** Distribution of a text column: its most frequent texts, most frequent first. */
export interface CategoryProfile {
  readonly kind: 'categories';
  readonly type: 'string';
  readonly rows: number;
  readonly missing: number;
  readonly counts: readonly (readonly [text: string, rows: number])[];
  /** Rows with any text that `counts` does not name. */
  readonly others: number;
}

export type ColumnProfile = NumericProfile | CategoryProfile;

/** What the training rows looked like, column by column; plain JSON, kept in the model's card. */
export interface TableProfile {
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnProfile>>;
}
