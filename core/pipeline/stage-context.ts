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

/** What every stage is given beside its inputs and parameters, a user's stage too. */
export interface StageContext {
  /** A stream of the run's seed and the stage's name: independent of all other stages. */
  readonly random: Random;
  readonly signal: CancellationFlag;
  readonly log: StageLog;
  /** @param fraction - Done so far, 0 to 1; heartbeats carry it. */
  progress(fraction: number): void;
  /** Figures to show beside the stage: rows, bytes, scores. Later values of a name win. */
  figure(name: string, value: number | string): void;
}
