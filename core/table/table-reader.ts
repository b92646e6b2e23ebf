import type { Schema } from './column.js';
import type { Table } from './table.js';

export interface ReadOptions {
  /** Only these columns, in this order; all when left out. */
  readonly columns?: readonly string[];
}

export interface PartsOptions extends ReadOptions {
  /** How many parts are left out at the beginning; they are not read. */
  readonly from?: number;
}

/** A stored table, read part by part; reading again is allowed. */
export interface TableReader {
  readonly digest: string;
  readonly schema: Schema;
  readonly rows: number;
  /** How many parts it is stored in. */
  readonly partCount: number;
  /** Part by part, in order: for what does not fit into memory. */
  parts(options?: PartsOptions): AsyncIterable<Table>;
  /** All rows at once: for what fits into memory. @throws LeatError `TABLE_TOO_LARGE`, before it is loaded. */
  read(options?: ReadOptions): Promise<Table>;
}

/** A table being written, part by part, without the whole ever being in memory. */
export interface TableWriter {
  /** The first part settles the schema; later ones must have the same. */
  append(part: Table): Promise<void>;
}

/** A writer that another attempt can go on from. */
export interface KeepingTableWriter extends TableWriter {
  /** What is durable so far, for a checkpoint: all parts that were appended. */
  kept(): Promise<Uint8Array>;
}
