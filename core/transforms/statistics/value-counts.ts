import type { Column } from '../../table/column.js';

/** How often each value occurs, missing ones left out. */
export class ValueCounts {
  readonly #counts = new Map<string | number, number>();

  add(column: Column): this {
    if (column.type === 'string') this.#addTexts(column.codes, column.dictionary);
    else for (const value of column.values) if (!Number.isNaN(value)) this.#count(value, 1);
    return this;
  }

  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  /** Most frequent first, equals in rising order: independent of the order of rows. */
  ranked(): [value: string | number, count: number][] {
    return [...this.#counts].sort(([left, leftCount], [right, rightCount]) => rightCount - leftCount || (left < right ? -1 : 1));
  }

  #addTexts(codes: Int32Array, dictionary: readonly string[]): void {
    const counts = new Float64Array(dictionary.length);
    for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
    counts.forEach((count, code) => {
      if (count > 0) this.#count(dictionary[code] ?? '', count);
    });
  }

  #count(value: string | number, count: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
  }
}
