import { type FileHandle, open } from 'node:fs/promises';
import { LeatError, messageOf } from '../../core/errors.js';
import type { DeclaredColumns } from '../../core/pipeline/source-descriptions.js';
import { decodeTable } from '../../core/table/arrow.js';
import { castColumn } from '../../core/table/cast-column.js';
import { concatTables } from '../../core/table/concat.js';
import { Table } from '../../core/table/table.js';
import { PART_ROWS } from '../source.js';
import { arrowMessages, type ArrowMessage } from './arrow-messages.js';
import type { FileRequest, OpenedFile } from './file-request.js';

/** Arrow IPC (.arrow, .feather), file or stream format, record batch by record batch: DuckDB has no reader for it. */
export async function openArrowFile({ file, columns, signal, partRows = PART_ROWS }: FileRequest): Promise<OpenedFile> {
  const handle = await open(file.path);
  const fail = (error: unknown): LeatError => arrowError(error, file.path);
  let rows = 0;
  try {
    const { schema } = castTable(decodeTable(await readSchema(handle)), columns, 0);
    return {
      schema,
      async *parts() {
        try {
          for await (const part of partsOf(readBatches(handle), partRows)) {
            signal.throwIfCancelled();
            yield castTable(part, columns, rows);
            rows += part.rows;
          }
        } catch (error) {
          throw fail(error);
        }
      },
      summary: () => ({ rows, rejected: [] }),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw fail(error);
  }
}

async function readSchema(handle: FileHandle): Promise<Uint8Array> {
  for await (const message of arrowMessages(handle)) if (message.kind === 'schema') return message.bytes;
  throw new Error('it has no schema');
}

/** Each record batch as a table: a stream of its own of the schema, the dictionaries so far, and the batch. */
async function* readBatches(handle: FileHandle): AsyncGenerator<Table> {
  const before: ArrowMessage[] = [];
  for await (const message of arrowMessages(handle)) {
    if (message.kind === 'records') yield decodeTable(joinBytes([...before, message]));
    else before.push(message);
  }
}

/** Gathers small batches, and cuts large ones. */
async function* partsOf(batches: AsyncIterable<Table>, partRows: number): AsyncGenerator<Table> {
  let waiting: Table[] = [];
  let rows = 0;
  for await (const batch of batches) {
    waiting.push(batch);
    rows += batch.rows;
    if (rows < partRows) continue;
    const all = concatTables(waiting);
    const whole = rows - (rows % partRows);
    for (let start = 0; start < whole; start += partRows) yield all.slice(start, start + partRows);
    waiting = whole === rows ? [] : [all.slice(whole, rows)];
    rows -= whole;
  }
  if (rows > 0) yield concatTables(waiting);
}

function castTable(table: Table, columns: DeclaredColumns, rowsBefore: number): Table {
  return Table.of(
    [...table.columns()].map(([name, column]) => [name, castColumn(column, columns[name] ?? column.type, { name, rowsBefore })]),
  );
}

function joinBytes(messages: readonly ArrowMessage[]): Uint8Array {
  const joined = new Uint8Array(messages.reduce((size, { bytes }) => size + bytes.length, 0));
  let offset = 0;
  for (const { bytes } of messages) {
    joined.set(bytes, offset);
    offset += bytes.length;
  }
  return joined;
}

function arrowError(error: unknown, path: string): LeatError {
  if (error instanceof LeatError && error.code !== 'ARROW_INVALID') return error;
  return new LeatError('ARROW_INVALID', `file "${path}": expected Arrow IPC data: ${messageOf(error)}`, {
    details: { path },
    cause: error,
  });
}
