import type { Random } from '../random.js';

/** Asked for between pieces of work; a synchronous loop can ask too, since the flag is shared memory. */
export interface CancellationFlag {
  readonly cancelled: boolean;
  /** @throws LeatError `CANCELLED`. */
  throwIfCancelled(): void;
}

export interface StageLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/**
 * Where a long stage keeps how far it came. The next attempt finds it, on whichever worker it runs: after
 * a crash, a retry, or in a resumed run. With other inputs, parameters or code a stage finds nothing.
 */
export interface StageCheckpoint {
  /** @returns What was saved last, or undefined when the stage is to begin at its beginning. */
  load(): Promise<Uint8Array | undefined>;
  /**
   * Takes the place of what was saved before; durable when the promise is kept. It writes to the disk, so
   * call it every few seconds, not in every iteration. Gone once the stage has completed.
   *
   * @throws LeatError `STORAGE_*` or `METADATA_*`
   */
  save(state: Uint8Array): Promise<void>;
}

/** What every stage is given beside its inputs and parameters, a user's stage too. */
export interface StageContext {
  /** A stream of the run's seed and the stage's name: independent of all other stages. */
  readonly random: Random;
  readonly signal: CancellationFlag;
  readonly log: StageLog;
  readonly checkpoint: StageCheckpoint;
  /**
   * Says how far the stage is; heartbeats carry it.
   *
   * @param fraction - Done so far, 0 to 1.
   */
  progress(fraction: number): void;
  /** Figures to show beside the stage: rows, bytes, scores. Later values of a name win. */
  figure(name: string, value: number | string): void;
}
