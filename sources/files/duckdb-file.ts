import { readFile } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { isLeatError, LeatError, messageOf } from '../../core/errors.js';
import type { FileFormat } from '../../core/pipeline/source-descriptions.js';
import type { Table } from '../../core/table/table.js';
import type { ReadSummary } from '../source.js';
import { readCsvHeader } from './csv-header.js';
import { csvType, type DuckDbColumn, inferType, projection, quoteName, quoteText } from './duckdb-projection.js';
import type { FileRequest, OpenedFile } from './file-request.js';
import { findWrongValue } from './find-wrong-value.js';
import { PartBuilder } from './part-builder.js';
import { readRejectedRows, refuseRejectedRows } from './rejected-rows.js';
import type { ResolvedFile } from './resolve-files.js';

/** Below this size all of a CSV or JSON file is looked at to infer types; above it, this many rows. */
const WHOLE_SAMPLE_BYTES = 32 << 20;
const SAMPLE_ROWS = 204_800;
const SMALL_BYTES = 64;

/** DuckDB only streams here: what it needs beside its read buffers is small, and must not crowd out the stage. */
const DUCKDB_OPTIONS = { memory_limit: '256MB', autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };

/** A file as a table function of DuckDB. */
interface Relation {
  readonly columns: readonly DuckDbColumn[];
  /** SQL after FROM. */
  readonly from: string;
  /** SQL names of the columns in it, in order. */
  readonly expressions: readonly string[];
}

/** CSV, JSON, JSON lines or Parquet through DuckDB, streamed in chunks. */
export async function openDuckDbFile(request: FileRequest, format: Exclude<FileFormat, 'arrow'>): Promise<OpenedFile> {
  const { connection, close } = await openDuckDb(request);
  try {
    const relation = format === 'csv' ? await csvRelation(connection, request) : await typedRelation(connection, request, format);
    return openRelation(connection, { ...request, format, relation, close });
  } catch (error) {
    await close();
    request.signal.throwIfCancelled(); // what was interrupted
    throw readError(error, { path: request.file.path, format });
  }
}

/** How late a query ends that goes on for long when its job is to end. */
const LOOK_EVERY_MS = 50;

/** @returns A connection that is interrupted once the job is to end, and what closes it. */
async function openDuckDb({
  signal,
  enterNative,
  readThreads,
}: FileRequest): Promise<{ connection: DuckDBConnection; close(): Promise<void> }> {
  const leave = enterNative?.();
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      ...DUCKDB_OPTIONS,
      ...(readThreads !== undefined && { threads: String(readThreads) }),
    });
    const connection = await instance.connect();
    const watch = setInterval(() => {
      if (signal.cancelled) connection.interrupt();
    }, LOOK_EVERY_MS).unref();
    const close = (): Promise<void> => {
      clearInterval(watch);
      connection.closeSync();
      instance.closeSync();
      leave?.();
      return Promise.resolve();
    };
    return { connection, close };
  } catch (error) {
    leave?.();
    throw error;
  }
}

interface RelationRequest extends FileRequest {
  readonly format: FileFormat;
  readonly relation: Relation;
  close(): Promise<void>;
}

function openRelation(
  connection: DuckDBConnection,
  { file, description, signal, partRows, arrays, format, relation, close }: RelationRequest,
): OpenedFile {
  const schema = relation.columns.map(({ name, type }) => ({ name, type }));
  const selected = relation.columns.map((column, index) => projection(column, relation.expressions[index] ?? ''));
  let rows = 0;
  let rejected: ReadSummary['rejected'] = [];

  async function* readParts(): AsyncGenerator<Table> {
    const builder = new PartBuilder(schema, partRows, arrays);
    const result = await connection.stream(`SELECT ${selected.join(', ')} FROM ${relation.from}`);
    for await (const chunk of result) {
      signal.throwIfCancelled();
      rows += chunk.rowCount;
      yield* builder.add(chunk);
    }
    yield* builder.finish();
    if (format !== 'csv') return;
    rejected = await readRejectedRows(connection, schema);
    refuseRejectedRows(rejected, { path: file.path, description });
  }

  return {
    schema,
    async *parts() {
      try {
        yield* readParts();
      } catch (error) {
        signal.throwIfCancelled(); // what was interrupted
        const wrongValue = isLeatError(error) ? null : await findWrongValue(connection, relation);
        throw wrongValue ?? readError(error, { path: file.path, format });
      }
    },
    summary: () => ({ rows, rejected }),
    close,
  };
}

/**
 * Columns have positions for names inside DuckDB, so that any header survives. Rows that cannot be read
 * are stored by DuckDB with their lines, and judged at the end: it makes its table of them only when
 * the scan is over (1.5.6), and to read without it would tell a bad line, not the first, nor how many.
 */
async function csvRelation(connection: DuckDBConnection, { file, description, columns }: FileRequest): Promise<Relation> {
  const header = await readCsvHeader(file.path, description.delimiter);
  const positions = header.names.map((_, index) => `c${String(index)}`);
  const missing = ['', ...(description.missing ?? [])].map(quoteText);
  const options = [
    quoteText(escapeGlob(file.path)),
    'header = true',
    `delim = ${quoteText(header.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `names = [${positions.map(quoteText).join(', ')}]`,
    `nullstr = [${missing.join(', ')}]`,
    sampleSize(file.sizeBytes),
  ];
  const sniffed = await describe(connection, `read_csv(${[...options, 'ignore_errors = true'].join(', ')})`);
  const typed = header.names.map((name, index): DuckDbColumn => {
    const type = columns[name] ?? inferType(sniffed[index]?.storedType ?? 'VARCHAR', name);
    return { name, type, storedType: csvType(type) };
  });
  const types = typed.map(({ storedType }, index) => `${positions[index] ?? ''}: ${quoteText(storedType)}`);
  const rejects = ['store_rejects = true', `rejects_limit = ${String(description.maxRejected + 1)}`];
  return {
    columns: typed,
    expressions: positions,
    from: `read_csv(${[...options, `types = {${types.join(', ')}}`, ...rejects].join(', ')})`,
  };
}

async function typedRelation(
  connection: DuckDBConnection,
  { file, columns }: FileRequest,
  format: 'json' | 'jsonl' | 'parquet',
): Promise<Relation> {
  if (format !== 'parquet') await refuseEmptyList(file);
  const path = quoteText(escapeGlob(file.path));
  const json = (kind: string): string => `read_json(${path}, format = '${kind}', records = true, ${sampleSize(file.sizeBytes)})`;
  const from = { parquet: `read_parquet(${path})`, json: json('auto'), jsonl: json('newline_delimited') }[format];
  const described = await describe(connection, from);
  return {
    columns: described.map(({ name, storedType }) => ({ name, storedType, type: columns[name] ?? inferType(storedType, name) })),
    expressions: described.map(({ name }) => quoteName(name)),
    from,
  };
}

/** DuckDB would complain that it is no list of records. */
async function refuseEmptyList({ path, sizeBytes }: ResolvedFile): Promise<void> {
  if (sizeBytes > SMALL_BYTES || !/^\s*(\[\s*\])?\s*$/.test(await readFile(path, 'utf8'))) return;
  throw new LeatError('SOURCE_NO_ROWS', `file "${path}": expected rows, got an empty list`, { details: { path } });
}

async function describe(connection: DuckDBConnection, from: string): Promise<{ name: string; storedType: string }[]> {
  const reader = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  return reader.getRows().map(([name, storedType]) => ({ name: String(name), storedType: String(storedType) }));
}

function sampleSize(sizeBytes: number): string {
  return `sample_size = ${String(sizeBytes <= WHOLE_SAMPLE_BYTES ? -1 : SAMPLE_ROWS)}`;
}

/** A resolved path is one file, whatever characters its name has. */
function escapeGlob(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}

function readError(error: unknown, { path, format }: { path: string; format: FileFormat }): LeatError {
  if (error instanceof LeatError) return error;
  const [reason = ''] = messageOf(error).split('\n');
  return new LeatError('SOURCE_FILE_INVALID', `file "${path}": expected ${format}, but it cannot be read: ${reason}`, {
    details: { path, format },
    cause: error,
  });
}
