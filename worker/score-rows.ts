import type { Config } from '../config/config.js';
import { appendColumns } from '../core/model/append-predictions.js';
import { bindSession } from '../core/model/bind-session.js';
import { scorePart, type PartScoring } from '../core/model/score-part.js';
import type { Signature } from '../core/model/signature.js';
import type { DestinationDescription } from '../core/pipeline/destination-descriptions.js';
import type { SourceDescription } from '../core/pipeline/source-descriptions.js';
import { concatTables } from '../core/table/concat.js';
import { emptyTable } from '../core/table/empty-table.js';
import type { Table } from '../core/table/table.js';
import { InferencePool, type PooledSession } from '../inference/inference-pool.js';
import { csv } from '../sources/destinations/formats/csv.js';
import { openDestination } from '../sources/destinations/destinations.js';
import { fingerprintSource, openSource } from '../sources/sources.js';
import type { OpenedSource, SourceSurroundings } from '../sources/source.js';
import { openModel } from '../stores/artifacts/models.js';
import { findVersion } from '../stores/find-version.js';
import { ControlBlock } from './control-block.js';
import { KeptScoring } from './kept-scoring.js';
import { createLog } from './log.js';
import { oneAhead } from './one-ahead.js';
import { openThreadServices, threadSettings } from './thread-services.js';

export interface ScoreRequest {
  /** `name` (its champion), `name@alias` or `name:version`. */
  readonly model: string;
  readonly source: SourceDescription;
  /** Columns to keep beside the predictions; all when left out. */
  readonly keep?: readonly string[] | undefined;
  /** Folders that files may be read from and written to. */
  readonly dataRoots: readonly string[];
}

export interface WrittenRows {
  /** All that are written now. */
  readonly rows: number;
  /** How many of them an earlier attempt had written. */
  readonly resumedAt: number;
  /** Since the source was opened. */
  readonly seconds: number;
}

/** Rows that are being predicted, part by part. */
export interface Scoring {
  /** `name:version` of the model that predicts. */
  readonly model: string;
  /** The rows with their predictions, part by part; read once. @param skip - Rows at the beginning that are read, but not scored. */
  parts(skip?: number): AsyncGenerator<Table>;
  /** Writes all of them as CSV, however slowly they are taken. */
  print(write: (bytes: Uint8Array) => Promise<void>): Promise<number>;
  /** Writes all of them; after a crash, the rows that are not written yet. */
  writeTo(destination: DestinationDescription): Promise<WrittenRows>;
  /** Closes source, model and stores. */
  close(): Promise<void>;
}

/**
 * Rows of a session's run: the feeds of a whole part in one tensor would leave the processors' caches, and one thread
 * would have all the work.
 */
const RUN_ROWS = 4096;

/** A part is read, scored and written while its neighbours are: several are in memory, and the first is soon there. */
const PART_ROWS = 32_768;

/**
 * Predicts rows without a server, on all processors.
 *
 * @throws LeatError `MODEL_UNKNOWN`, `SOURCE_*`, `PREDICT_*`, `DESTINATION_*`
 */
export async function scoreRows(config: Config, { model, source, keep, dataRoots }: ScoreRequest): Promise<Scoring> {
  const services = await openThreadServices(threadSettings(config), createLog(config.log));
  const closings: (() => Promise<void>)[] = [() => services.metadata.close()];
  const close = async (): Promise<void> => {
    for (const each of closings.splice(0).reverse()) await each();
  };
  try {
    const version = await findVersion(model, services.metadata);
    const { card, graph } = await openModel(services.artifacts, version.artifact);
    const { signature } = card;
    const surroundings: SourceSurroundings = {
      dataRoots,
      network: services.settings.network,
      secret: services.secret,
      signal: new ControlBlock(),
      metered: false,
      partRows: PART_ROWS,
    };
    const openedAt = performance.now();
    const opened = await openSource(source, surroundings, Object.fromEntries(signature.inputs.map(({ name, type }) => [name, type])));
    closings.push(() => opened.close());
    const pool = new InferencePool({ maxWaiting: Infinity, timeoutMs: Infinity });
    closings.push(() => pool.close());
    const session = await pool.open(card.graph, await graph());
    const parts = (skip = 0): AsyncGenerator<Table> => scoredParts(rowsFrom(opened, skip), { session, signature, keep });
    return {
      model: `${version.model}:${String(version.version)}`,
      parts,
      async print(write) {
        await write(csv.start(await schemaOf(opened, { signature, keep })));
        let state = { rows: 0, bytes: 0, parts: [] };
        for await (const part of parts()) {
          for (const chunk of csv.part(part, state).chunks) await write(chunk);
          state = { ...state, rows: state.rows + part.rows };
        }
        return state.rows;
      },
      async writeTo(destination) {
        const what = {
          model: version.artifact,
          source,
          read: await fingerprintSource(source, surroundings),
          keep: keep ?? null,
          destination,
        };
        const kept = await KeptScoring.open(config.home, what);
        const written = await writeParts(parts, { destination, kept, surroundings, schema: await schemaOf(opened, { signature, keep }) });
        return { ...written, seconds: (performance.now() - openedAt) / 1e3 };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Write {
  readonly destination: DestinationDescription;
  readonly kept: KeptScoring;
  readonly surroundings: SourceSurroundings;
  readonly schema: Table['schema'];
}

async function writeParts(
  parts: (skip: number) => AsyncGenerator<Table>,
  { destination, kept, surroundings, schema }: Write,
): Promise<Omit<WrittenRows, 'seconds'>> {
  const { id, progress } = kept;
  const opened = await openDestination(destination, { ...surroundings, schema, id, progress });
  try {
    let { rows } = opened;
    for await (const part of oneAhead(parts(rows))) {
      await kept.save(await opened.append(part));
      rows += part.rows;
    }
    await opened.finish();
    await kept.remove();
    return { rows, resumedAt: opened.rows };
  } finally {
    await opened.close();
  }
}

interface Scorer extends Omit<PartScoring, 'session'> {
  readonly session: PooledSession;
}

async function* scoredParts(parts: AsyncIterable<Table>, scorer: Scorer): AsyncGenerator<Table> {
  for await (const part of oneAhead(parts)) yield await scoreBySlices(part, scorer);
}

/** Side by side in the threads of the pool; a graph whose rows look at each other gets the part as it is. */
async function scoreBySlices(part: Table, { session, ...scoring }: Scorer): Promise<Table> {
  const runner: PartScoring['session'] = { run: (feeds, outputs) => session.run(feeds, { outputs }) };
  const bound: PartScoring = { session: bindSession(runner, scoring.signature), ...scoring };
  if (!session.joinsRows || part.rows === 0) return scorePart(part, bound);
  const slices: Promise<Table>[] = [];
  for (let start = 0; start < part.rows; start += RUN_ROWS)
    slices.push(scorePart(part.slice(start, start + RUN_ROWS), { ...bound, keep: [] }));
  const said = concatTables(await Promise.all(slices));
  return appendColumns(scoring.keep === undefined ? part : part.select(scoring.keep), [...said.columns()]);
}

async function* rowsFrom({ parts }: OpenedSource, skip: number): AsyncGenerator<Table> {
  let before = 0;
  for await (const part of parts()) {
    const start = Math.max(0, skip - before);
    if (start < part.rows) yield start === 0 ? part : part.slice(start, part.rows);
    before += part.rows;
  }
}

/** Of the result, which a destination asks for before there is a row. */
async function schemaOf(
  { schema }: OpenedSource,
  scoring: { signature: Signature; keep: readonly string[] | undefined },
): Promise<Table['schema']> {
  const session = { run: () => Promise.reject(new Error('invariant: no row is asked for')) };
  const nothing = emptyTable(schema);
  return (await scorePart(nothing, { session, ...scoring })).schema;
}
