import type { ColumnType, Schema } from '../../core/table/column.js';
import type { Table } from '../../core/table/table.js';
import type { DestinationRequest } from './destination.js';

/**
 * What rows of a table are written with. A part and how far the write is are one transaction: whatever breaks, no row
 * is there twice. How far it is stands in the table `leat_writes` of the same database until the write is finished.
 */
export interface SqlWriter {
  /** Rows that the write of this id has committed; null when it has not begun. */
  written(id: string): Promise<number | null>;
  /** Makes the table where it is not there, anew where that is asked for, and notes that the write has begun. */
  begin(id: string, replace: boolean): Promise<void>;
  append(id: string, part: Table, rows: number): Promise<void>;
  finish(id: string): Promise<void>;
  close(): Promise<void>;
}

export interface SqlTarget {
  /** Secrets revealed. */
  readonly database: string;
  readonly table: string;
  readonly schema: Schema;
  readonly request: DestinationRequest;
  /** Takes secrets out of a text. */
  hide(message: string): string;
}

/** `table` or `schema.table` as SQL. */
export function quoteTable(table: string): string {
  return table.split('.').map(quoteName).join('.');
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** SQL for making the table, by the names that a database has for the types. */
export function createTable({ table, schema }: SqlTarget, names: Readonly<Record<ColumnType, string>>): string {
  return `CREATE TABLE IF NOT EXISTS ${quoteTable(table)} (${schema.map(({ name, type }) => `${quoteName(name)} ${names[type]}`).join(', ')})`;
}
