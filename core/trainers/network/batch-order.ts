import type { Tensor } from '../../onnx/graph-runner.js';
import type { Random } from '../../random.js';

/** Batches of one size, to be taken one after the other. */
export interface Batches {
  readonly count: number;
  readonly size: number;
  /** Rows of the sample, int32, shape [count, size]. */
  readonly order: Tensor;
}

/** Rows in another order in every epoch, cut into batches; the last one may be smaller. */
export class BatchOrder {
  readonly #rows: Uint32Array;
  readonly #size: number;
  readonly #mostBatches: number;
  readonly #random: Random;
  #shuffled: { readonly epoch: number; readonly rows: Int32Array } | undefined;

  /** @param mostBatches - That are given at once. */
  constructor(rows: Uint32Array, { size, mostBatches, random }: { size: number; mostBatches: number; random: Random }) {
    this.#rows = rows;
    this.#size = Math.min(size, rows.length);
    this.#mostBatches = mostBatches;
    this.#random = random;
  }

  /** Of an epoch. */
  get batches(): number {
    return Math.ceil(this.#rows.length / this.#size);
  }

  /** @param batch - The first of them. Which are given together depends on it and on nothing else. */
  take(epoch: number, batch: number): Batches {
    const rows = this.#rowsOf(epoch);
    const start = batch * this.#size;
    const whole = Math.floor((rows.length - start) / this.#size);
    const count = Math.max(1, Math.min(whole, this.#mostBatches));
    const taken = rows.subarray(start, start + count * this.#size);
    const size = taken.length / count;
    return { count, size, order: { type: 'int32', shape: [count, size], data: taken } };
  }

  /** From the epoch's own stream, so that a training that goes on in the middle comes to the same order. */
  #rowsOf(epoch: number): Int32Array {
    if (this.#shuffled?.epoch !== epoch) {
      const places = this.#random.fork(String(epoch)).permutation(this.#rows.length);
      const rows = new Int32Array(places.length); // filled by index: from() with a function takes ten times as long
      for (let index = 0; index < rows.length; index++) rows[index] = this.#rows[places[index] ?? 0] ?? 0;
      this.#shuffled = { epoch, rows };
    }
    return this.#shuffled.rows;
  }
}
