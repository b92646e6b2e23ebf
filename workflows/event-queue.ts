/**
 * Turns promises that end in any order, and orders from outside, into events that are taken one by one, as they came.
 *
 * It waits by a promise of its own: `condition` inside a scope that cannot be cancelled makes eight for
 * every event, one of which stays for as long as the workflow runs.
 */
export class EventQueue<Event> {
  readonly #waiting: Event[] = [];
  #wake: () => void = () => undefined;

  push(event: Event): void {
    this.#waiting.push(event);
    this.#wake();
  }

  follow(promise: Promise<Event>): void {
    void promise.then((event) => {
      this.push(event);
    });
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Waits on when the run is cancelled: a cancelled stage is an event too. */
  async next(): Promise<Event> {
    let event = this.#waiting.shift();
    while (event === undefined) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
      event = this.#waiting.shift();
    }
    return event;
  }
}
