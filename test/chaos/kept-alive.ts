export interface RunningProcess {
  readonly pid: number;
  /** Resolves when it has ended, in whatever way. */
  readonly ended: Promise<unknown>;
}

/** A process that is started again whenever it ends, as a service manager does. */
export class KeptAlive {
  readonly #start: () => Promise<RunningProcess>;
  #running: Promise<RunningProcess>;
  #stopped = false;
  #starts = 0;

  constructor(start: () => Promise<RunningProcess>) {
    this.#start = start;
    this.#running = this.#again();
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }

  /** Resolves when it has been started. */
  async started(): Promise<void> {
    await this.#running;
  }

  /** By SIGKILL; resolves when another one has been started. */
  async kill(): Promise<void> {
    const { pid, ended } = await this.#running;
    process.kill(pid, 'SIGKILL');
    await ended;
    await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const { pid, ended } = await this.#running;
    process.kill(pid, 'SIGTERM');
    await ended;
  }

  async #again(): Promise<RunningProcess> {
    this.#starts += 1;
    const running = await this.#start();
    void running.ended.then(() => {
      if (!this.#stopped) this.#running = this.#again();
    });
    return running;
  }
}
