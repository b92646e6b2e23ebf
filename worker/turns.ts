/** Lets no more than so many go on at once, in the order in which they came. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /**
   * @param signal - Gives up waiting; work that goes on has to look at it by itself.
   * @throws The reason of the signal.
   */
  async during<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((begin, giveUp) => {
      this.#waiting.push(begin);
      signal.addEventListener('abort', () => {
        const place = this.#waiting.indexOf(begin);
        if (place >= 0) this.#waiting.splice(place, 1);
        giveUp(signal.reason as Error); // of an AbortController that was given none
      });
    });
  }

  #next(): void {
    const begin = this.#waiting.shift();
    if (begin === undefined) this.#free++;
    else begin();
  }
}
