import { LeatError } from '../../core/errors.js';
import type { FileFormat, FileSource } from '../../core/pipeline/source-descriptions.js';
import type { Schema } from '../../core/table/column.js';
import { columnMissing, missingOf } from '../../core/table/require-columns.js';
import type { Table } from '../../core/table/table.js';
import { ContentMeter } from '../content-meter.js';
import type { OpenedSource, SourceAdapter, SourceSurroundings } from '../source.js';
import { fileFormat } from './file-format.js';
import type { FileRequest, OpenedFile } from './file-request.js';
import { meterFile, requireUnchanged } from './meter-file.js';
import { type ResolvedFile, resolveFiles } from './resolve-files.js';

/** Files below the data roots. Several are read one after another, as one table. */
export const fileSource: SourceAdapter<FileSource> = {
  async open(description, { dataRoots, signal, enterNative, metered = true, ...reading }, columns) {
    const files = await resolveFiles(description.path, dataRoots);
    const { partRows, readThreads, arrays } = reading;
    const open = (file: ResolvedFile): Promise<OpenedFile> =>
      openFile({ file, description, columns, signal, enterNative, partRows, readThreads, arrays });
    return joinFiles(files, { first: await open(files[0]), open, signal, metered });
  },

  async fingerprint({ path }, { dataRoots }) {
    const files = await resolveFiles(path, dataRoots);
    return files.map((file) => `${file.path} ${String(file.sizeBytes)} ${String(file.modifiedMs)}`).join('\n');
  },
};

async function openFile(request: FileRequest): Promise<OpenedFile> {
  const { file, description, columns } = request;
  const format = description.format ?? fileFormat(file.path);
  const opened = await openFormat(request, format);
  const missing = missingOf(Object.keys(columns), opened.schema);
  if (missing.length === 0) return opened;
  await opened.close();
  throw columnMissing(missing, opened.schema);
}

/** Loaded when a file is opened: a plan only asks for fingerprints, and DuckDB is large. */
async function openFormat(request: FileRequest, format: FileFormat): Promise<OpenedFile> {
  if (format === 'arrow') return (await import('./arrow-file.js')).openArrowFile(request);
  return (await import('./duckdb-file.js')).openDuckDbFile(request, format);
}

interface FilesRequest {
  readonly first: OpenedFile;
  readonly signal: SourceSurroundings['signal'];
  readonly metered: boolean;
  open(file: ResolvedFile): Promise<OpenedFile>;
}

function joinFiles(files: readonly ResolvedFile[], { first, open, signal, metered }: FilesRequest): OpenedSource {
  let current = first;
  const meter = new ContentMeter();
  const summaries: ReturnType<OpenedFile['summary']>[] = [];
  return {
    schema: first.schema,
    async *parts(): AsyncGenerator<Table> {
      for (const [index, file] of files.entries()) {
        if (index > 0) {
          await current.close();
          current = await open(file);
          requireSameSchema(first.schema, current.schema, file.path);
        }
        yield* current.parts();
        summaries.push(current.summary());
        if (metered) await meterFile(file, { meter, signal });
        await requireUnchanged(file);
      }
    },
    summary: () => ({
      rows: summaries.reduce((rows, summary) => rows + summary.rows, 0),
      ...meter.total,
      rejected: summaries.flatMap(({ rejected }) => rejected),
    }),
    close: () => current.close(),
  };
}

function requireSameSchema(expected: Schema, received: Schema, path: string): void {
  const [wanted, got] = [expected, received].map((schema) => schema.map(({ name, type }) => `${name}: ${type}`).join(', '));
  if (wanted === got) return;
  throw new LeatError(
    'SCHEMA_TYPE_MISMATCH',
    `file "${path}": expected the columns of the first file (${String(wanted)}), got ${String(got)}; declare their types`,
    {
      details: { path, expected: String(wanted), received: String(got) },
    },
  );
}
