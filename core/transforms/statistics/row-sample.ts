import { concatTables } from '../../table/concat.js';
import { Table } from '../../table/table.js';
import type { FoldRows } from '../define-transform.js';
import { hashOfPlace } from '../places.js';
import { indicesOf } from '../../tuning/sample-rows.js';

interface Kept {
  readonly table: Table;
  readonly places: Uint32Array;
}

/**
 * All rows up to a limit; beyond it a sample of at least half as many, chosen by a hash of each row's place: the
 * same rows every time, however they are cut into parts.
 */
export class RowSample {
  readonly #limit: number;
  #kept: Kept[] = [];
  #rows = 0;
  /** A row is kept while the lowest `level` bits of its hash are zero. */
  #level = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add({ columns, target, rowsBefore }: FoldRows): this {
    const named = [...columns, ...(target === undefined ? [] : [target])].map((column, index) => [String(index), column] as const);
    const table = Table.of(named);
    this.#keep({ table, places: Uint32Array.from({ length: table.rows }, (_, row) => rowsBefore + row) });
    while (this.#rows > this.#limit) {
      this.#level++;
      const all = this.#kept;
      this.#kept = [];
      this.#rows = 0;
      for (const each of all) this.#keep(each);
    }
    return this;
  }

  /** The columns, with the target, where there is one, last. */
  finish(): Table {
    return concatTables(this.#kept.map(({ table }) => table));
  }

  #keep({ table, places }: Kept): void {
    const mask = 2 ** this.#level - 1;
    const chosen = indicesOf(places.length, (row) => (hashOfPlace(places[row] ?? 0) & mask) === 0);
    const kept =
      chosen.length === places.length
        ? { table, places }
        : { table: table.take(chosen), places: places.filter((_, row) => (hashOfPlace(places[row] ?? 0) & mask) === 0) };
    this.#rows += kept.places.length;
    this.#kept.push(kept);
  }
}
