import type { Column } from '../table/column.js';

/**
 * Numbers the distinct values of a column in order of first appearance, over all parts: text codes alone
 * would mean something else in every part. A missing value counts as a value of its own.
 */
export class RowKeys {
  readonly #keyOf = new Map<string | number, number>();

  get count(): number {
    return this.#keyOf.size;
  }

  /** @returns Shape [rows]. */
  keysOf(column: Column): Int32Array {
    if (column.type !== 'string') return Int32Array.from(column.values, (value) => this.#key(value));
    const keyOfCode: (number | undefined)[] = []; // one look-up a text, not one a row
    return Int32Array.from(column.codes, (code) => (keyOfCode[code + 1] ??= this.#key(column.dictionary[code] ?? '')));
  }

  #key(value: string | number): number {
    let key = this.#keyOf.get(value);
    if (key === undefined) this.#keyOf.set(value, (key = this.#keyOf.size));
    return key;
  }
}
