import type { LeatError } from '../core/errors.js';
import type { RunJob } from './run-job.js';

export interface BatchLimits {
  /** A batch of several requests grows to so many rows at most; one request may have more. */
  readonly maxBatchRows: number;
  /** How long a request may wait for others to join it although a thread is free. */
  readonly maxBatchWaitMs: number;
}

/** Requests that wait for a thread, oldest first. */
export class RunQueue {
  readonly #limits: BatchLimits;
  #jobs: RunJob[] = [];

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#jobs.length === 0;
  }

  add(job: RunJob): void {
    this.#jobs.push(job);
  }

  /** The oldest request and all that may run with it; empty when nothing is due. Those that nobody waits for any more are left out. */
  take(now: number): readonly RunJob[] {
    const [oldest] = (this.#jobs = this.#jobs.filter((job) => job.isOpen));
    if (oldest === undefined) return [];
    const batch: RunJob[] = [];
    const others: RunJob[] = [];
    let rows = 0;
    for (const job of this.#jobs) {
      const fits = job === oldest || (job.joins(oldest) && rows + job.rows <= this.#limits.maxBatchRows);
      (fits ? batch : others).push(job);
      if (fits) rows += job.rows;
    }
    const isFull = rows >= this.#limits.maxBatchRows || !oldest.joinsRows;
    if (!isFull && now - oldest.since < this.#limits.maxBatchWaitMs) return [];
    this.#jobs = others;
    return batch;
  }

  refuseAll(error: LeatError): void {
    for (const job of this.#jobs.splice(0)) job.reject(error);
  }
}
