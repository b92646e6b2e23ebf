import type { Schema } from '../../core/table/column.js';
import type { Table } from '../../core/table/table.js';

/** What a format has to remember from part to part, beside how many rows and bytes there are: plain JSON. */
export interface FormatState {
  readonly rows: number;
  readonly bytes: number;
  /** A Parquet or Arrow file tells at its end where its parts are. */
  readonly parts: readonly unknown[];
}

/** Bytes that stand one behind the other. */
export type Chunks = readonly Uint8Array[];

/** A file format that can be written part by part: bytes are only ever added. */
export interface PartFormat {
  /** What stands before the first part. */
  start(schema: Schema): Uint8Array;
  /** @param state - Before this part. @returns Its bytes, and what the end has to know of it. */
  part(table: Table, state: FormatState): { readonly chunks: Chunks; readonly kept?: unknown };
  end(schema: Schema, state: FormatState): Uint8Array;
}

/** For formats whose end knows nothing of the parts. */
export const NOTHING = new Uint8Array();
