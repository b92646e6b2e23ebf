import { createHmac, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Predictions } from '../../core/model/predictions.js';
import { HASHED, loggedTable, LOGGED } from '../../core/monitoring/logged-predictions.js';
import type { Column } from '../../core/table/column.js';
import { cellAt, rowsOf, stringColumn } from '../../core/table/columns.js';
import { concatTables } from '../../core/table/concat.js';
import { Table } from '../../core/table/table.js';
import type { ArtifactStore } from '../../stores/artifacts/artifact-store.js';
import { requireDigest } from '../../stores/artifacts/digest.js';
import { createTable } from '../../stores/artifacts/tables.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import type { LoadedModel } from '../models/served-model.js';

/** What of the predictions is kept. */
export interface PredictionLogSettings {
  /** Share of the requests: 0 keeps nothing, 1 everything. */
  readonly rate: number;
  /** Columns that are left out. */
  readonly exclude: readonly string[];
  /** Columns of which only a keyed hash is kept: equal values stay equal, and nobody can read them. */
  readonly hash: readonly string[];
  /** Key of the hashes. */
  readonly salt: string;
  /** How long parts are kept. */
  readonly keepMs: number;
  /** Between two parts, at most. */
  readonly everyMs: number;
}

export const noPredictionLog: PredictionLogSettings = {
  rate: 0,
  exclude: [],
  hash: [],
  salt: '',
  keepMs: 30 * 86_400_000,
  everyMs: 10_000,
};

export interface PredictionLogOptions {
  readonly settings: PredictionLogSettings;
  readonly artifacts: ArtifactStore;
  readonly metadata: Pick<MetadataStore, 'addPredictionPart' | 'dropPredictions'>;
  readonly metrics: ServerMetrics;
  readonly log: Logger;
}

export interface KeptAnswer {
  readonly id: string;
  readonly model: LoadedModel;
  readonly said: Predictions;
  readonly inputs: () => Table | null;
}

/** Rows in memory, at most: a store that is away costs rows of the log, never an answer. */
const MOST_ROWS = 20_000;
/** A part is written when so many rows of a version are there, or the time is over. */
const PART_ROWS = 5_000;
const DROP_EVERY_MS = 3_600_000;

interface Batch {
  readonly model: LoadedModel;
  readonly tables: Table[];
  readonly start: Date;
  end: Date;
  rows: number;
}

/** Keeps what models were asked and said, as tables in the artifact store. Nobody waits for it: what does not fit is dropped and counted. */
export class PredictionLog {
  readonly #options: PredictionLogOptions;
  readonly #batches = new Map<string, Batch>();
  #rows = 0;
  #writing: Promise<void> = Promise.resolve();
  #dropAt = 0;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(options: PredictionLogOptions) {
    this.#options = options;
    const { rate, everyMs } = options.settings;
    if (rate === 0) return;
    this.#timer = setInterval(() => void this.flush(), everyMs); // flush reports its own failures
    this.#timer.unref();
  }

  /** Whether an answer is one of those that are kept: asked once for each. */
  samples(): boolean {
    return Math.random() < this.#options.settings.rate;
  }

  keep({ id, model, said, inputs }: KeptAnswer): void {
    const { metrics } = this.#options;
    if (this.#rows + said.rows > MOST_ROWS) {
      metrics.countLogged('dropped', said.rows);
      return;
    }
    const asked = inputs();
    if (asked === null) return;
    const at = new Date();
    const key = `${model.name}:${String(model.version)}`;
    const batch = this.#batches.get(key) ?? { model, tables: [], start: at, end: at, rows: 0 };
    this.#batches.set(key, batch);
    const { version, card } = model;
    batch.tables.push(loggedTable({ id, at: at.getTime(), version, signature: card.signature, inputs: this.#discreet(asked), said }));
    batch.end = at;
    batch.rows += said.rows;
    this.#rows += said.rows;
    if (batch.rows >= PART_ROWS) void this.flush();
  }

  /** Writes what is there. */
  flush(): Promise<void> {
    const batches = [...this.#batches.values()];
    this.#batches.clear();
    return (this.#writing = this.#writing.then(async () => {
      for (const batch of batches) await this.#write(batch);
      await this.#forget();
    }));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  async #write({ model, tables, start, end, rows }: Batch): Promise<void> {
    const { artifacts, metadata, metrics, log } = this.#options;
    try {
      const table = createTable(artifacts);
      await table.append(concatTables(tables));
      const { digest } = await table.finish();
      const { name, version } = model;
      await metadata.addPredictionPart({ id: randomUUID(), model: name, version, digest: requireDigest(digest), rows, start, end });
      metrics.countLogged('written', rows);
    } catch (error) {
      log.warn({ err: error, model: model.name, rows }, 'predictions could not be logged');
      metrics.countLogged('dropped', rows);
    } finally {
      this.#rows -= rows;
    }
  }

  /** What nothing in the store refers to any more, `leat clean` takes away. */
  async #forget(): Promise<void> {
    if (Date.now() < this.#dropAt) return;
    this.#dropAt = Date.now() + DROP_EVERY_MS;
    const { settings, metadata, log } = this.#options;
    await metadata.dropPredictions(new Date(Date.now() - settings.keepMs)).catch((error: unknown) => {
      log.warn({ err: error }, 'old predictions could not be dropped');
    });
  }

  #discreet(asked: Table): Table {
    const { exclude, hash, salt } = this.#options.settings;
    const own = Object.values(LOGGED) as readonly string[];
    const kept = [...asked.columns()].filter(([name]) => !exclude.includes(name) && !own.includes(name));
    return Table.of(kept.map(([name, column]) => [name, hash.includes(name) ? hashed(column, salt) : column]));
  }
}

function hashed(column: Column, salt: string): Column {
  const digest = (text: string): string => HASHED + createHmac('sha256', salt).update(text).digest('hex').slice(0, 32);
  if (column.type === 'string') return { ...column, dictionary: column.dictionary.map(digest) };
  return stringColumn(
    Array.from({ length: rowsOf(column) }, (_, row) => {
      const cell = cellAt(column, row);
      return cell === null ? null : digest(String(cell));
    }),
  );
}
