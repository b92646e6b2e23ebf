import { EXIT } from './exit-codes.js';

/**
 * Ctrl-C and SIGTERM. They end the process at once, unless a command has taken them over to end in
 * order; even then the second one does.
 */
export class Interrupts {
  readonly #controller = new AbortController();
  #taken = false;

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => this.#interrupt(name));
  }

  /** Takes the interrupts over. @returns Aborted by the first one, whose name is the reason. */
  take(): AbortSignal {
    this.#taken = true;
    return this.#controller.signal;
  }

  /** What a command that has ended in order exits with: a service manager's SIGTERM asked for just that. */
  get exitCode(): number {
    return this.#controller.signal.reason === 'SIGINT' ? EXIT.interrupted : EXIT.done;
  }

  get areComing(): boolean {
    return this.#controller.signal.aborted;
  }

  /** @returns A promise that is kept when the first interrupt comes. */
  async awaited(): Promise<void> {
    const signal = this.take();
    if (signal.aborted) return;
    // A signal alone does not keep the process.
    const alive = setInterval(() => undefined, 60_000);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    clearInterval(alive);
  }

  #interrupt(name: NodeJS.Signals): void {
    if (!this.#taken || this.#controller.signal.aborted) process.exit(EXIT.interrupted);
    this.#controller.abort(name);
  }
}
