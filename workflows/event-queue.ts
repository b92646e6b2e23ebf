import { condition } from '@temporalio/workflow';

/** Turns promises that end in any order into events that are taken one by one, in the order in which they came. */
export class EventQueue<Event> {
  readonly #waiting: Event[] = [];

  follow(promise: Promise<Event>): void {
    void promise.then((event) => this.#waiting.push(event));
  }

  async next(): Promise<Event> {
    await condition(() => this.#waiting.length > 0);
    const event = this.#waiting.shift();
    if (event === undefined) throw new Error('invariant: the queue has one reader');
    return event;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }
}
