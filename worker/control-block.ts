import { LeatError } from '../core/errors.js';
import type { CancellationFlag } from '../core/pipeline/stage-context.js';

/**
 * Memory that a job's thread shares with the worker's main thread, so that even a synchronous loop
 * sees a cancellation and shows its progress. Layout: int32 cancelled, int32 progress in 1/10,000.
 */
export class ControlBlock implements CancellationFlag {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(memory = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  get cancelled(): boolean {
    return Atomics.load(this.#words, 0) === 1;
  }

  cancel(): void {
    Atomics.store(this.#words, 0, 1);
  }

  throwIfCancelled(): void {
    if (this.cancelled) throw new LeatError('CANCELLED', 'the run was cancelled');
  }

  /** Done so far, 0 to 1. */
  get progress(): number {
    return Atomics.load(this.#words, 1) / 10_000;
  }

  set progress(fraction: number) {
    Atomics.store(this.#words, 1, Math.round(Math.min(1, Math.max(0, fraction)) * 10_000));
  }
}
