import { availableParallelism } from 'node:os';
import type { Config } from '../config/config.js';
import { appendColumns } from '../core/model/append-predictions.js';
import { bindSession } from '../core/model/bind-session.js';
import { scorePart, type PartScoring } from '../core/model/score-part.js';
import type { Signature } from '../core/model/signature.js';
import type { DestinationDescription } from '../core/pipeline/destination-descriptions.js';
import type { SourceDescription } from '../core/pipeline/source-descriptions.js';
import { concatTables } from '../core/table/concat.js';
import { tensorOf } from '../core/onnx/tensor-arrays.js';
import { emptyTable } from '../core/table/empty-table.js';
import type { Table } from '../core/table/table.js';
import { InferencePool, type PooledSession } from '../inference/inference-pool.js';
import type { Tensors } from '../inference/tensors.js';
import { csv } from '../sources/destinations/formats/csv.js';
import { openDestination } from '../sources/destinations/destinations.js';
import { NumberArrays } from '../sources/number-arrays.js';
import { fingerprintSource, openSource } from '../sources/sources.js';
import type { OpenedSource, SourceSurroundings } from '../sources/source.js';
import { openModel } from '../stores/artifacts/models.js';
import { findVersion } from '../stores/find-version.js';
import { ControlBlock } from './control-block.js';
import { KeptScoring } from './kept-scoring.js';
import { createLog } from './log.js';
import { oneAhead } from './one-ahead.js';
import { openThreadServices, threadSettings, type ThreadServices } from './thread-services.js';

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
  /** From the first row that is read to the last that is written. */
  readonly seconds: number;
}

/** Rows that are being predicted, part by part. */
export interface Scoring {
  /** `name:version` of the model that predicts. */
  readonly model: string;
  /** The rows with their predictions, part by part; read once. */
  parts(): AsyncGenerator<Table>;
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
    const arrays = new NumberArrays();
    const surroundings = surroundingsOf(services, { dataRoots, arrays });
    const opened = await openSource(source, surroundings, Object.fromEntries(signature.inputs.map(({ name, type }) => [name, type])));
    closings.push(() => opened.close());
    const pool = new InferencePool({ maxWaiting: Infinity, timeoutMs: Infinity });
    closings.push(() => pool.close());
    const session = await pool.open(card.graph, await graph());
    const scored = (skip: number): AsyncGenerator<ScoredPart> => scoredParts(rowsFrom(opened, skip), { session, signature, keep });
    const parts = async function* (): AsyncGenerator<Table> {
      for await (const { rows } of scored(0)) yield rows;
    };
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
        const schema = await schemaOf(opened, { signature, keep });
        const startedAt = performance.now();
        const written = await writeParts(scored, { destination, kept, surroundings, arrays, schema });
        return { ...written, seconds: (performance.now() - startedAt) / 1e3 };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function surroundingsOf(
  { settings, secret }: Pick<ThreadServices, 'settings' | 'secret'>,
  given: Required<Pick<SourceSurroundings, 'dataRoots' | 'arrays'>>,
): SourceSurroundings {
  return {
    ...given,
    network: settings.network,
    secret,
    signal: new ControlBlock(),
    metered: false,
    partRows: PART_ROWS,
    readThreads: Math.ceil(availableParallelism() / 2), // the predictions take more than the other half
  };
}

interface Write {
  readonly destination: DestinationDescription;
  readonly kept: KeptScoring;
  readonly surroundings: SourceSurroundings;
  readonly arrays: NumberArrays;
  readonly schema: Table['schema'];
}

async function writeParts(
  parts: (skip: number) => AsyncGenerator<ScoredPart>,
  { destination, kept, surroundings, arrays, schema }: Write,
): Promise<Omit<WrittenRows, 'seconds'>> {
  const { id, progress } = kept;
  const opened = await openDestination(destination, { ...surroundings, schema, id, progress });
  try {
    let done = opened.rows;
    for await (const { part, rows } of oneAhead(parts(done))) {
      await kept.save(await opened.append(rows));
      arrays.giveBack(part);
      done += part.rows;
    }
    await opened.finish();
    await kept.remove();
    return { rows: done, resumedAt: opened.rows };
  } finally {
    await opened.close();
  }
}

interface Scorer extends Omit<PartScoring, 'session'> {
  readonly session: PooledSession;
}

interface ScoredPart {
  /** As it was read. */
  readonly part: Table;
  /** With its predictions. */
  readonly rows: Table;
}

/** The threads have the slices of two parts: they never wait until those of the next one are made. */
async function* scoredParts(parts: AsyncIterable<Table>, scorer: Scorer): AsyncGenerator<ScoredPart> {
  for await (const { part, scoring } of oneAhead(begunParts(parts, scorer))) yield { part, rows: await scoring };
}

async function* begunParts(parts: AsyncIterable<Table>, scorer: Scorer): AsyncGenerator<{ part: Table; scoring: Promise<Table> }> {
  for await (const part of oneAhead(parts)) {
    const scoring = scoreBySlices(part, scorer);
    scoring.catch(() => undefined); // thrown when its turn comes
    yield { part, scoring };
  }
}

/** Side by side in the threads of the pool; a graph whose rows look at each other gets the part as it is. */
async function scoreBySlices(part: Table, { session, ...scoring }: Scorer): Promise<Table> {
  const runner: PartScoring['session'] = {
    // What a session is fed is given away: a part that is fed as it is would be gone before it is written.
    run: (feeds, outputs) => session.run(session.joinsRows ? feeds : copyOf(feeds), { outputs }),
  };
  const bound: PartScoring = { session: bindSession(runner, scoring.signature), ...scoring };
  if (!session.joinsRows || part.rows === 0) return scorePart(part, bound);
  const slices: Promise<Table>[] = [];
  for (let start = 0; start < part.rows; start += RUN_ROWS)
    slices.push(scorePart(part.slice(start, start + RUN_ROWS), { ...bound, keep: [] }));
  const said = concatTables(await Promise.all(slices));
  return appendColumns(scoring.keep === undefined ? part : part.select(scoring.keep), [...said.columns()]);
}

function copyOf(tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, shape, data }]) => [name, tensorOf(type, shape, data.slice() as typeof data)]),
  );
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
