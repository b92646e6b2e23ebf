import type { ErrorCode } from '../core/error-codes.js';
import { LeatError } from '../core/errors.js';
import type { CancellationFlag } from '../core/pipeline/stage-context.js';

/** Why a job is to end before it is done. */
const endings = {
  CANCELLED: 'the run was cancelled',
  WORKER_STOPPED: 'the worker was stopped; another one goes on',
  STAGE_TIMEOUT: 'no result within the time-out of a try',
} as const satisfies Partial<Record<ErrorCode, string>>;

export type EndingCode = keyof typeof endings;

const codes = Object.keys(endings) as EndingCode[]; // its keys are the codes

/**
 * Memory that a job's thread shares with the worker's main thread, so that even a synchronous loop
 * sees that it is to end, and shows its progress. Layout: int32 why it is to end (0: it is not), int32
 * progress in 1/10,000, int32 id of the thread that took the job (0: none yet).
 */
export class ControlBlock implements CancellationFlag {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(memory = new SharedArrayBuffer(12)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** Tells the job to end. The first word stands. */
  end(code: EndingCode): void {
    Atomics.compareExchange(this.#words, 0, 0, codes.indexOf(code) + 1);
  }

  get cancelled(): boolean {
    return this.ending !== undefined;
  }

  throwIfCancelled(): void {
    const { ending } = this;
    if (ending !== undefined) throw ending;
  }

  get ending(): LeatError | undefined {
    const code = codes[Atomics.load(this.#words, 0) - 1];
    return code === undefined ? undefined : new LeatError(code, endings[code]);
  }

  /** Done so far, 0 to 1. */
  get progress(): number {
    return Atomics.load(this.#words, 1) / 10_000;
  }

  set progress(fraction: number) {
    Atomics.store(this.#words, 1, Math.round(Math.min(1, Math.max(0, fraction)) * 10_000));
  }

  /** Id of the thread that took the job; 0 as long as it waits for one. */
  get thread(): number {
    return Atomics.load(this.#words, 2);
  }

  set thread(id: number) {
    Atomics.store(this.#words, 2, id);
  }
}
