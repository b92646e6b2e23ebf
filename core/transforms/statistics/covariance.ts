import type { NumericColumn } from '../../table/column.js';

/**
 * Means of several columns and the sums of products of their distances from them, over the rows that have a
 * value in every column.
 *
 * @see Welford (1962), which extends to products: Bennett et al. (2009).
 */
export class Covariance {
  count = 0;
  readonly means: Float64Array;
  /** Shape [columns, columns]: divided by `count`, or `count` − 1, these are covariances. */
  readonly products: Float64Array;
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
    this.means = new Float64Array(width);
    this.products = new Float64Array(width * width);
  }

  add(columns: readonly NumericColumn[]): this {
    const rows = columns[0]?.values.length ?? 0;
    const row = new Float64Array(this.#width);
    for (let index = 0; index < rows; index++) {
      for (let column = 0; column < this.#width; column++) row[column] = columns[column]?.values[index] ?? NaN;
      if (!row.includes(NaN)) this.#addRow(row);
    }
    return this;
  }

  at(left: number, right: number): number {
    return this.products[left * this.#width + right] ?? NaN;
  }

  #addRow(row: Float64Array): void {
    this.count++;
    const shift = row.map((value, column) => value - (this.means[column] ?? 0));
    for (let left = 0; left < this.#width; left++) {
      const distance = shift[left] ?? 0;
      const mean = (this.means[left] ?? 0) + distance / this.count;
      this.means[left] = mean;
      const after = (row[left] ?? 0) - mean;
      for (let right = left; right < this.#width; right++) {
        const place = left * this.#width + right;
        const sum = (this.products[place] ?? 0) + after * (shift[right] ?? 0);
        this.products[place] = sum;
        this.products[right * this.#width + left] = sum;
      }
    }
  }
}
