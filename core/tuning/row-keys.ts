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
    if (column.type === 'string') {
      const keyOfCode: (number | undefined)[] = []; // one look-up a text, not one a row
      return column.codes.map((code) => (keyOfCode[code + 1] ??= this.#key(column.dictionary[code] ?? '')));
    }
    const keys = new Int32Array(column.values.length);
    for (let row = 0; row < keys.length; row++) keys[row] = this.#key(column.values[row] ?? NaN);
    return keys;
  }

  #key(value: string | number): number {
    let key = this.#keyOf.get(value);
    if (key === undefined) this.#keyOf.set(value, (key = this.#keyOf.size));
    return key;
  }
}
