import { threadId } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import { LeatError } from '../core/errors.js';
import type { ControlBlock } from './control-block.js';

/** More than threads live at once: two of them share a word only when their ids are a multiple of this apart. */
const WORDS = 4096;
const ENDING = 1;
const ONE = 2;
const LOOK_EVERY_MS = 10;

/**
 * What native libraries (ONNX Runtime, DuckDB) are doing in threads. A thread that is ended amid it takes the whole
 * process with it: "terminate called after throwing an instance of 'Napi::Error'".
 *
 * Memory that all threads share, an int32 for each thread: bit 0 says that it is to be ended, the others count.
 */
export class NativeWork {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  /** In a thread: of the job that it has. */
  job: ControlBlock | undefined;

  constructor(memory = new SharedArrayBuffer(4 * WORDS)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /**
   * In the thread, before a library is called.
   *
   * @returns What says that it is done.
   * @throws LeatError why the job is to end, once its thread is.
   */
  readonly enter = (): (() => void) => {
    const word = threadId % WORDS;
    if ((Atomics.add(this.#words, word, ONE) & ENDING) !== 0) {
      Atomics.sub(this.#words, word, ONE);
      throw this.job?.ending ?? new LeatError('WORKER_STOPPED', 'the thread is being ended');
    }
    let isOver = false;
    return () => {
      if (!isOver) Atomics.sub(this.#words, word, ONE);
      isOver = true;
    };
  };

  async during<T>(work: () => Promise<T>): Promise<T> {
    const leave = this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** From outside: lets nothing begin in a thread any more, and waits for what is under way, as long as it takes or `isWanted`. */
  async settle(thread: number, isWanted: () => boolean): Promise<void> {
    const word = thread % WORDS;
    for (Atomics.or(this.#words, word, ENDING); Atomics.load(this.#words, word) > ENDING && isWanted();) await sleep(LOOK_EVERY_MS);
  }

  /** After settle, when the thread is not ended after all. */
  allow(thread: number): void {
    Atomics.and(this.#words, thread % WORDS, ~ENDING);
  }

  /** Of a thread that has ended. */
  forget(thread: number): void {
    Atomics.store(this.#words, thread % WORDS, 0);
  }
}
