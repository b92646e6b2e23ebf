import type { RunDetails, RunEvent } from '../../core/api/run.js';
import { ApiError } from './api-error.js';
import { callApi, type Connection } from './call-api.js';
import { followEvents } from './follow-events.js';
import type { FinishedRun } from './pipeline-types.js';

interface FollowOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A run that was started, or is looked at. */
export class StartedRunHandle<P = string> {
  readonly id: string;
  readonly #connection: Connection;

  constructor(id: string, connection: Connection) {
    this.id = id;
    this.#connection = connection;
  }

  /** As it is now. */
  async get({ signal }: FollowOptions = {}): Promise<RunDetails> {
    const response = await callApi(this.#connection, { method: 'GET', path: this.#path, signal });
    return (await response.json()) as RunDetails; // of the server's own schema
  }

  /** What happens to it, from its begin, or after the event of a number, to its end; lost connections are made again. */
  events(options: FollowOptions & { readonly after?: number } = {}): AsyncGenerator<RunEvent> {
    return followEvents(this.#connection, this.id, options);
  }

  /**
   * Waits for its end.
   *
   * @throws ApiError with the code that ended it, or `CANCELLED`.
   */
  async wait(options: FollowOptions = {}): Promise<FinishedRun<P>> {
    for (;;) {
      for await (const _event of this.events(options));
      const run = await this.get(options);
      if (run.state === 'completed') return run as unknown as FinishedRun<P>; // its outputs are those of its pipeline
      if (run.state === 'cancelled') throw new ApiError('CANCELLED', `run ${this.id} was cancelled`, { details: { run: this.id } });
      if (run.state === 'failed') throw failureOf(run);
    }
  }

  /** Cancels the run; what it has finished stays. */
  async cancel(options: FollowOptions = {}): Promise<void> {
    await callApi(this.#connection, { method: 'POST', path: `${this.#path}/cancel`, ...options });
  }

  get #path(): string {
    return `/api/v1/runs/${encodeURIComponent(this.id)}`;
  }
}

function failureOf({ id, error }: RunDetails): ApiError {
  const { code = 'RUN_FAILED', message = 'it failed', stage = null } = error ?? {};
  return new ApiError(code, `run ${id}: ${message}`, { details: { run: id, stage } });
}
