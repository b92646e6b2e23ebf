import type { Client } from '@temporalio/client';
import { LeatError } from '../core/errors.js';
import type { ClientSettings, TemporalSettings } from './client-settings.js';

/** One call may take this long in all: the SDK alone would wait for a dead server without end. */
const DEADLINE_MS = 8_000;
const CONNECT_MS = 4_000;
const FAILURE_MS = 1_000;

// gRPC's numbers for a server that did not answer in time, or not at all. A deadline that passes
// between two tries of the SDK shows as a cancelled call.
const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const UNAVAILABLE = 14;
const unanswered: ReadonlySet<unknown> = new Set([CANCELLED, DEADLINE_EXCEEDED, UNAVAILABLE]);

/** The connection to Temporal: made by the first call, every call with a deadline. */
export class TemporalLink {
  readonly #settings: Promise<TemporalSettings>;
  #client: Promise<Client> | undefined;
  #failure: { readonly error: LeatError; readonly at: number } | undefined;

  constructor(settings: ClientSettings['temporal']) {
    this.#settings = Promise.resolve(settings);
    this.#settings.catch(() => undefined); // told by the first call
  }

  /**
   * @param deadlineMs - Shorter than usual for calls that another try will follow anyway.
   * @throws LeatError `TEMPORAL_UNREACHABLE`
   */
  async call<T>(ask: (client: Client) => Promise<T>, deadlineMs = DEADLINE_MS): Promise<T> {
    const client = await this.connected();
    try {
      return await client.withDeadline(Date.now() + deadlineMs, () => ask(client));
    } catch (error) {
      throw isUnanswered(error) ? unreachable(error, await this.#settings) : error;
    }
  }

  /** For what waits as long as it takes, such as the result of a run. */
  connected(): Promise<Client> {
    // Who asks right after another could not reach the server need not wait as long.
    if (this.#failure !== undefined && performance.now() - this.#failure.at < FAILURE_MS) return Promise.reject(this.#failure.error);
    this.#client ??= this.#connect();
    return this.#client;
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    await client?.connection.close();
  }

  async #connect(): Promise<Client> {
    const { Client: TemporalClient, Connection } = await import('@temporalio/client'); // reading what is recorded does not wait for it
    const settings = await this.#settings;
    try {
      const connection = await Connection.connect({ ...settings.connection, connectTimeout: CONNECT_MS });
      const { namespace, dataConverter = {} } = settings;
      return new TemporalClient({ connection, namespace, dataConverter });
    } catch (error) {
      this.#client = undefined; // the next call tries again
      this.#failure = { error: unreachable(error, settings), at: performance.now() };
      throw this.#failure.error;
    }
  }
}

function unreachable(cause: unknown, { address }: TemporalSettings): LeatError {
  const mend = 'start everything on this machine with "leat up", or set TEMPORAL_ADDRESS';
  return new LeatError('TEMPORAL_UNREACHABLE', `no Temporal server answers at ${address}; ${mend}`, { cause, details: { address } });
}

/** By what gRPC says, wherever the SDK has wrapped it. */
export function isUnanswered(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && unanswered.has(error.code)) return true;
  return isUnanswered(error.cause);
}
