import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { emptyLatencies, latencyBin } from '../../core/release/latency-bins.js';
import { countDisagreements, countPredictions } from '../../core/release/prediction-bins.js';
import type { Predictions } from '../../core/model/predictions.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import type { TrafficRecord } from '../../stores/metadata/release-records.js';

export interface SeenVersion {
  readonly name: string;
  readonly version: number;
}

export type TrafficRole = TrafficRecord['role'];

export interface TrafficRecorderOptions {
  readonly metadata: Pick<MetadataStore, 'saveTraffic' | 'dropTraffic'>;
  readonly log: Logger;
  /** Between two writes to the store. */
  readonly intervalMs: number;
}

/** Rows of an interval whose predictions are counted; of more, those that come first. */
const COUNTED_ROWS = 10_000;
/** Intervals that wait for a store that is away; then the oldest are given up. */
const MOST_WAITING = 1_000;
const KEPT_MS = 30 * 86_400_000;
const DROP_EVERY_MS = 3_600_000;

/** Sums up what each version does, and writes the sums to the store interval by interval: idle versions write nothing. */
export class TrafficRecorder {
  readonly #options: TrafficRecorderOptions;
  /** Its rows in the store are its own: no other process has this name. */
  readonly #server = `${hostname()}/${randomUUID()}`;
  #seen = new Map<string, Tally>();
  #start = new Date();
  #waiting: TrafficRecord[] = [];
  #dropAt = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(options: TrafficRecorderOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.flush(), options.intervalMs); // flush reports its own failures
    this.#timer.unref();
  }

  countRequest(model: SeenVersion, role: TrafficRole, { rows, ms, failed }: { rows: number; ms: number; failed: boolean }): void {
    const tally = this.#tally(model, role);
    tally.requests++;
    tally.rows += rows;
    if (failed) tally.errors++;
    else tally.latencies[latencyBin(ms)] = (tally.latencies[latencyBin(ms)] ?? 0) + 1;
  }

  /** Whether rows of this interval are still counted: whoever asks first need not read predictions in vain. */
  countsPredictions(model: SeenVersion, role: TrafficRole): boolean {
    return this.#tally(model, role).counted < COUNTED_ROWS;
  }

  countPredictions(model: SeenVersion, role: TrafficRole, predictions: Predictions): void {
    const tally = this.#tally(model, role);
    if (tally.counted >= COUNTED_ROWS) return;
    countPredictions(tally.predictions, predictions, COUNTED_ROWS - tally.counted);
    tally.counted += predictions.rows;
  }

  /** @param answers - On the same rows. */
  compare(model: SeenVersion, { shadow, champion }: { shadow: Predictions; champion: Predictions }): void {
    const tally = this.#tally(model, 'shadow');
    tally.compared += champion.rows;
    tally.disagreements += countDisagreements(champion, shadow);
  }

  /** Writes what was seen since the last time; what the store does not take is written the next time. */
  async flush(): Promise<void> {
    const { metadata, log } = this.#options;
    this.#waiting.push(...this.#take());
    const records = this.#waiting.splice(0);
    try {
      if (records.length > 0) await metadata.saveTraffic(records);
      if (Date.now() > this.#dropAt) {
        this.#dropAt = Date.now() + DROP_EVERY_MS;
        await metadata.dropTraffic(new Date(Date.now() - KEPT_MS));
      }
    } catch (error) {
      log.warn({ err: error, intervals: records.length }, 'what versions did could not be recorded; it is tried again');
      this.#waiting = [...records, ...this.#waiting].slice(-MOST_WAITING);
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  #take(): TrafficRecord[] {
    const [start, end] = [this.#start, new Date()];
    const seen = [...this.#seen.values()];
    this.#seen = new Map();
    this.#start = end;
    return seen.map(({ model, version, role, counted: _, ...observed }) => ({
      server: this.#server,
      model,
      version,
      role,
      start,
      end,
      observed,
    }));
  }

  #tally({ name, version }: SeenVersion, role: TrafficRole): Tally {
    const key = `${name}:${String(version)} ${role}`;
    const tally = this.#seen.get(key) ?? emptyTally(name, version, role);
    this.#seen.set(key, tally);
    return tally;
  }
}

interface Tally {
  readonly model: string;
  readonly version: number;
  readonly role: TrafficRole;
  requests: number;
  rows: number;
  errors: number;
  readonly latencies: number[];
  readonly predictions: Record<string, number>;
  counted: number;
  compared: number;
  disagreements: number;
}

function emptyTally(model: string, version: number, role: TrafficRole): Tally {
  const nothing = { requests: 0, rows: 0, errors: 0, counted: 0, compared: 0, disagreements: 0 };
  return { model, version, role, ...nothing, latencies: emptyLatencies(), predictions: {} };
}
