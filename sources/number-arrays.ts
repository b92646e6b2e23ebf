import type { Table } from '../core/table/table.js';

/**
 * Arrays of numbers for the columns of one part after the other. V8 looks through its whole heap for every 64 MB that
 * were allocated outside of it, which costs a read of a large file more than its reading does: arrays that are given back
 * are used again.
 */
export class NumberArrays {
  readonly #free: Float64Array<ArrayBuffer>[] = [];
  readonly #lent = new WeakSet<ArrayBufferLike>();

  /** An array of so many numbers, whichever they are. */
  take(length: number): Float64Array<ArrayBuffer> {
    const array = this.#free.pop();
    const taken = array?.length === length ? array : new Float64Array(length);
    this.#lent.add(taken.buffer);
    return taken;
  }

  /** Takes back the arrays of a part that nobody looks at any more; others than its own it leaves alone. */
  giveBack(part: Table): void {
    for (const [, column] of part.columns()) {
      if (column.type === 'string' || !this.#lent.delete(column.values.buffer)) continue;
      this.#free.push(new Float64Array(column.values.buffer as ArrayBuffer)); // it is one of those that were made above
    }
  }
}
