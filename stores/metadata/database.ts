import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, Kysely, type Transaction } from 'kysely';
import { isLeatError, LeatError, messageOf } from '../../core/errors.js';
import type { DatabaseSchema } from './database-schema.js';
import type { Engine } from './engine.js';

const LOCK_TIMEOUT_MS = 5_000;
const LOCK_PAUSE_MS = 10;

/** The way to the tables: waits for locks, and gives every failure a code. */
export class Database {
  readonly #engine: Engine;
  readonly #kysely: Kysely<DatabaseSchema>;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#kysely = new Kysely({ dialect: engine.dialect });
  }

  /** Statements without a transaction. The work may be called again: repeating it must be harmless. */
  async query<T>(work: (database: Kysely<DatabaseSchema>) => Promise<T>): Promise<T> {
    return this.#whileLocked(() => work(this.#kysely));
  }

  /** One transaction. The work may be called again, after its effects were rolled back. */
  async write<T>(work: (transaction: Transaction<DatabaseSchema>) => Promise<T>): Promise<T> {
    return this.#whileLocked(() => this.#kysely.transaction().execute(work));
  }

  /** One transaction that survives a power loss once this returns. */
  async writeDurably<T>(work: (transaction: Transaction<DatabaseSchema>) => Promise<T>): Promise<T> {
    const { durably } = this.#engine;
    if (durably === undefined) return this.write(work);
    return this.#whileLocked(() =>
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

  /** Waits between tries without blocking the thread, where a database's own waiting would stop heartbeats. */
  async #whileLocked<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + LOCK_TIMEOUT_MS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const failure = this.#failure(error);
        if (failure.code !== 'METADATA_LOCKED' || performance.now() >= deadline) throw failure;
      }
      await sleep(LOCK_PAUSE_MS);
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
