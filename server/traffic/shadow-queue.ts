/** Requests that wait for the candidate's answer, at most. */
const MOST_WAITING = 64;

/** Does work that nobody waits for, one piece after another; what does not fit is dropped and counted. */
export class ShadowQueue {
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #onDrop: () => void;
  #working = false;
  #closed = false;

  constructor(onDrop: () => void) {
    this.#onDrop = onDrop;
  }

  /** @param work - Reports its own failures. */
  offer(work: () => Promise<void>): void {
    if (this.#closed || this.#waiting.length >= MOST_WAITING) {
      this.#onDrop();
      return;
    }
    this.#waiting.push(work);
    if (!this.#working) void this.#drain();
  }

  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
  }

  async #drain(): Promise<void> {
    this.#working = true;
    for (let work = this.#waiting.shift(); work !== undefined; work = this.#waiting.shift()) await work();
    this.#working = false;
  }
}
