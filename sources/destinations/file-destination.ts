import { type FileHandle, open, rename } from 'node:fs/promises';
import { z } from 'zod';
import { LeatError, messageOf } from '../../core/errors.js';
import type { FileDestination } from '../../core/pipeline/destination-descriptions.js';
import type { FileFormat } from '../../core/pipeline/source-descriptions.js';
import { fileFormat } from '../files/file-format.js';
import type { DestinationAdapter } from './destination.js';
import type { Chunks, FormatState, PartFormat } from './part-format.js';
import { resolveTarget } from './resolve-target.js';

/** The code of a format is loaded by the first file that is written in it. */
const formats: Readonly<Record<FileFormat, () => Promise<PartFormat>>> = {
  csv: async () => (await import('./formats/csv.js')).csv,
  json: async () => (await import('./formats/json.js')).json,
  jsonl: async () => (await import('./formats/json.js')).jsonLines,
  arrow: async () => (await import('./formats/arrow.js')).arrow,
  parquet: async () => (await import('./formats/parquet.js')).parquet,
};

/** Systems take 1,024 at once, or fewer. */
const MOST_CHUNKS = 512;

const progressOf = z.object({ file: z.string(), rows: z.int(), bytes: z.int(), parts: z.array(z.unknown()) });

/** A file that grows under a name of its own and takes the wanted one when it is whole. */
export const fileDestination: DestinationAdapter<FileDestination> = {
  async open({ path, format: named }, { dataRoots, schema, progress, id }) {
    const target = await resolveTarget(path, dataRoots);
    const format = await formats[named ?? fileFormat(refusePacked(path))]();
    const file = `${target}.${id}.part`;
    const known = progressOf.safeParse(progress).data;
    const begun = known?.file === file ? await reopen(file, known) : null;
    const handle = begun?.handle ?? (await guard(path, () => open(file, 'w')));
    const start = format.start(schema);
    let state: FormatState = begun?.state ?? { rows: 0, bytes: start.length, parts: [] };
    if (begun === null) await guard(path, () => write(handle, [start], 0));
    let finished = false;
    return {
      rows: state.rows,
      async append(part) {
        const { chunks, kept } = format.part(part, state);
        await guard(path, () => write(handle, chunks, state.bytes));
        const bytes = sizeOf(chunks);
        const parts = kept === undefined ? state.parts : [...state.parts, kept];
        state = { rows: state.rows + part.rows, bytes: state.bytes + bytes, parts };
        return { file, ...state };
      },
      async finish() {
        await guard(path, async () => {
          await write(handle, [format.end(schema, state)], state.bytes);
          await handle.sync(); // a name that is there after a power loss must not stand for a part of the file
          await handle.close();
          finished = true;
          await rename(file, target);
        });
      },
      close: async () => (finished ? undefined : handle.close()),
    };
  },
};

/** Cuts off what was written after the progress was kept; null where the file has gone, or is not as long. */
async function reopen(file: string, { rows, bytes, parts }: FormatState): Promise<{ handle: FileHandle; state: FormatState } | null> {
  const handle = await open(file, 'r+').catch(() => null);
  if (handle === null) return null;
  if ((await handle.stat()).size >= bytes) {
    await handle.truncate(bytes);
    return { handle, state: { rows, bytes, parts } };
  }
  await handle.close();
  return null;
}

/** Few calls of the system for many chunks; what one of them leaves is written by the next. */
async function write(handle: FileHandle, chunks: Chunks, position: number): Promise<void> {
  const total = sizeOf(chunks);
  let rest = chunks;
  for (let written = 0; written < total;) {
    const { bytesWritten } = await handle.writev(rest.slice(0, MOST_CHUNKS), position + written);
    written += bytesWritten;
    rest = behind(rest, bytesWritten);
  }
}

/** The chunks without so many bytes at their beginning. */
function behind(chunks: Chunks, bytes: number): Chunks {
  let gone = bytes;
  for (const [index, chunk] of chunks.entries()) {
    if (chunk.length > gone) return [chunk.subarray(gone), ...chunks.slice(index + 1)];
    gone -= chunk.length;
  }
  return [];
}

function sizeOf(chunks: Chunks): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

/** Only what is read may be packed: a part could not be added behind the end of a gzip member and be found again. */
function refusePacked(path: string): string {
  if (!/\.gz$/i.test(path)) return path;
  throw new LeatError('SOURCE_FORMAT_UNKNOWN', `file "${path}": expected a name without .gz to write to`, { details: { path } });
}

async function guard<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new LeatError('DESTINATION_UNWRITABLE', `file "${path}": expected to write it, but: ${messageOf(cause)}`, {
      cause,
      details: { path },
    });
  }
}
