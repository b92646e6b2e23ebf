import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, Kysely, type Transaction } from 'kysely';
import { isLeatError, LeatError, messageOf } from '../../core/errors.js';
import type { DatabaseSchema } from './database-schema.js';
import type { Engine } from './engine.js';

/** How long a locked or unreachable database is tried again: long enough for its restart, short enough for a person. */
const PATIENCE_MS = 5_000;
const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 80;

/**
 * The way to the tables: gives every failure a code, and repeats what met a lock or lost its connection.
 * A connection may be lost after a commit, so that work may be done twice: recording is idempotent for that, too.
 */
export class Database {
  readonly #engine: Engine;
  readonly #kysely: Kysely<DatabaseSchema>;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#kysely = new Kysely({ dialect: engine.dialect });
  }

  /** Statements without a transaction. */
  async query<T>(work: (database: Kysely<DatabaseSchema>) => Promise<T>): Promise<T> {
    return this.#patiently(() => work(this.#kysely));
  }

  /** One transaction. */
  async write<T>(work: (transaction: Transaction<DatabaseSchema>) => Promise<T>): Promise<T> {
    return this.#patiently(() => this.#kysely.transaction().execute(work));
  }

  /** One transaction that survives a power loss once this returns. */
  async writeDurably<T>(work: (transaction: Transaction<DatabaseSchema>) => Promise<T>): Promise<T> {
    const { durably } = this.#engine;
    if (durably === undefined) return this.write(work);
    return this.#patiently(() =>
      this.#kysely.connection().execute(async (connection) => {
        await connection.executeQuery(CompiledQuery.raw(durably.before));
        try {
          return await connection.transaction().execute(work);
        } finally {
          await connection.executeQuery(CompiledQuery.raw(durably.after));
        }
      }),
    );
  }

  async close(): Promise<void> {
    await this.#kysely.destroy();
  }

  /** Waits between tries without blocking the thread, where SQLite's own waiting would stop heartbeats. */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return await work();
      } catch (error) {
        const failure = this.#failure(error);
        const passes = failure.code === 'METADATA_LOCKED' || failure.code === 'METADATA_UNREACHABLE';
        if (!passes || performance.now() >= deadline) throw failure;
      }
      await sleep(pause);
    }
  }

  #failure(error: unknown): LeatError {
    if (isLeatError(error)) return error;
    const { address } = this.#engine;
    return new LeatError(this.#engine.errorCode(error), `metadata store ${address}: ${messageOf(error)}`, {
      cause: error,
      details: { address },
    });
  }
}
