import { LeatError } from '../errors.js';
import type { Cell, Column, ColumnType, Field, Schema } from './column.js';
import { cellAt, rowsOf, sliceColumn, takeColumn } from './columns.js';
import { columnMissing, requireColumns } from './require-columns.js';

/** Some rows of named, typed columns, immutable. A whole dataset is a sequence of these parts. */
export class Table {
  readonly rows: number;
  readonly schema: Schema;
  readonly #columns: ReadonlyMap<string, Column>;

  private constructor(columns: ReadonlyMap<string, Column>, rows: number) {
    this.#columns = columns;
    this.rows = rows;
    this.schema = [...columns].map(([name, { type }]): Field => ({ name, type }));
  }

  /**
   * @throws LeatError `SCHEMA_COLUMN_DUPLICATE`, or `SHAPE_MISMATCH` when columns differ in length.
   */
  static of(columns: Iterable<readonly [name: string, column: Column]>): Table {
    const byName = new Map<string, Column>();
    let rows: number | undefined;
    for (const [name, column] of columns) {
      if (byName.has(name))
        throw new LeatError('SCHEMA_COLUMN_DUPLICATE', `two columns are named "${name}"`, { details: { column: name } });
      rows ??= rowsOf(column);
      if (rowsOf(column) !== rows) {
        throw new LeatError('SHAPE_MISMATCH', `column "${name}": expected ${String(rows)} rows, got ${String(rowsOf(column))}`);
      }
      byName.set(name, column);
    }
    return new Table(byName, rows ?? 0);
  }

  /** Whether there is a column of this name. */
  has(name: string): boolean {
    return this.#columns.has(name);
  }

  /** @throws LeatError `SCHEMA_COLUMN_MISSING` */
  column(name: string): Column {
    const column = this.#columns.get(name);
    if (column === undefined) throw columnMissing([name], this.schema);
    return column;
  }

  /** Names and columns, in the order of the schema. */
  columns(): IterableIterator<[string, Column]> {
    return this.#columns.entries();
  }

  /** @throws LeatError `SCHEMA_COLUMN_MISSING` */
  select(names: readonly string[]): Table {
    requireColumns(names, this.schema);
    return new Table(new Map(names.map((name) => [name, this.column(name)])), this.rows);
  }

  /** This table without some columns; names that it does not have are no error. */
  drop(names: readonly string[]): Table {
    return new Table(new Map([...this.#columns].filter(([name]) => !names.includes(name))), this.rows);
  }

  /** This table with a column added, or replaced in its place. */
  with(name: string, column: Column): Table {
    return Table.of(new Map(this.#columns).set(name, column));
  }

  /** Rows start (inclusive) to end (exclusive). */
  slice(start: number, end: number): Table {
    const last = Math.min(end, this.rows);
    return this.#map((column) => sliceColumn(column, start, last), Math.max(0, last - start));
  }

  /** The rows at these indices, in their order. */
  take(indices: ArrayLike<number>): Table {
    return this.#map((column) => takeColumn(column, indices), indices.length);
  }

  /** One value as people read it; null where missing. @throws LeatError `SCHEMA_COLUMN_MISSING` */
  cell(name: string, row: number): Cell {
    return cellAt(this.column(name), row);
  }

  #map(change: (column: Column) => Column, rows: number): Table {
    return new Table(new Map([...this.#columns].map(([name, column]) => [name, change(column)])), rows);
  }
}

export function fieldType(schema: Schema, name: string): ColumnType {
  const field = schema.find((candidate) => candidate.name === name);
  if (field === undefined) throw columnMissing([name], schema);
  return field.type;
}
