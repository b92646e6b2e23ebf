import { LeatError } from '../../core/errors.js';
import type { SqlSource } from '../../core/pipeline/source-descriptions.js';
import type { ColumnType } from '../../core/table/column.js';
import type { Row } from '../../core/table/from-rows.js';
import type { SourceSurroundings } from '../source.js';

/** A running query: rows in batches, through a cursor. */
export interface OpenedQuery {
  /** Names are unique; types only where the database knows them. */
  readonly columns: readonly { readonly name: string; readonly type?: ColumnType | undefined }[];
  batches(): AsyncIterable<readonly Row[]>;
  close(): Promise<void>;
}

export interface QueryRequest {
  /** Secrets revealed. */
  readonly database: string;
  readonly query: string;
  readonly values: SqlSource['values'];
  readonly surroundings: SourceSurroundings;
  /** Takes secrets out of a text. */
  hide(message: string): string;
}

/** A query's result has a name for each column, once. @throws LeatError `SCHEMA_COLUMN_DUPLICATE` */
export function requireUniqueNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return;
  throw new LeatError('SCHEMA_COLUMN_DUPLICATE', `sql query: expected every column once, got "${twice}" twice: rename one with AS`, {
    details: { column: twice },
  });
}
