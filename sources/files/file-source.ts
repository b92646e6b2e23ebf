import { LeatError } from '../../core/errors.js';
import type { FileSource } from '../../core/pipeline/source-descriptions.js';
import type { Schema } from '../../core/table/column.js';
import { columnMissing, type Table } from '../../core/table/table.js';
import type { OpenedSource, ReadSummary, SourceAdapter } from '../source.js';
import { openArrowFile } from './arrow-file.js';
import { openDuckDbFile } from './duckdb-file.js';
import { fileFormat } from './file-format.js';
import type { FileRequest } from './file-request.js';
import { type ResolvedFile, resolveFiles } from './resolve-files.js';

/** Files below the data roots. Several are read one after another, as one table. */
export const fileSource: SourceAdapter<FileSource> = {
  async open(description, { dataRoots, signal }, columns) {
    const [firstFile, ...otherFiles] = await resolveFiles(description.path, dataRoots);
    const open = (file: ResolvedFile): Promise<OpenedSource> => openFile({ file, description, columns, signal });
    const first = await open(firstFile);
    if (otherFiles.length > 0) return joinFiles(first, otherFiles, open);
    return first;
  },

  async fingerprint({ path }, { dataRoots }) {
    const files = await resolveFiles(path, dataRoots);
    return files.map((file) => `${file.path} ${String(file.sizeBytes)} ${String(file.modifiedMs)}`).join('\n');
  },
};

async function openFile(request: FileRequest): Promise<OpenedSource> {
  const { file, description, columns } = request;
  const format = description.format ?? fileFormat(file.path);
  const opened = format === 'arrow' ? await openArrowFile(request) : await openDuckDbFile(request, format);
  const missing = Object.keys(columns).find((column) => !opened.schema.some(({ name }) => name === column));
  if (missing === undefined) return opened;
  await opened.close();
  throw columnMissing(missing, opened.schema);
}

function joinFiles(
  first: OpenedSource,
  others: readonly ResolvedFile[],
  open: (file: ResolvedFile) => Promise<OpenedSource>,
): OpenedSource {
  let current = first;
  const summaries: ReadSummary[] = [];
  return {
    schema: first.schema,
    async *parts(): AsyncGenerator<Table> {
      yield* first.parts();
      summaries.push(first.summary());
      for (const file of others) {
        await current.close();
        current = await open(file);
        requireSameSchema(first.schema, current.schema, file.path);
        yield* current.parts();
        summaries.push(current.summary());
      }
    },
    summary: () => ({
      rows: summaries.reduce((rows, summary) => rows + summary.rows, 0),
      bytes: summaries.reduce((bytes, summary) => bytes + summary.bytes, 0),
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
