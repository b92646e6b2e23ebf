import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { LeatError } from '../../core/errors.js';
import type { ContentMeter } from '../content-meter.js';
import type { SourceSurroundings } from '../source.js';
import type { ResolvedFile } from './resolve-files.js';

const CHUNK_BYTES = 1 << 20;

/** Meters a file after it was read: its readers pick what they need of it, and not in order. */
export async function meterFile(
  { path }: ResolvedFile,
  { meter, signal }: { meter: ContentMeter; signal: SourceSurroundings['signal'] },
): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    signal.throwIfCancelled();
    meter.add(chunk as Uint8Array); // a stream without encoding gives bytes
  }
}

/** @throws LeatError `SOURCE_FILE_CHANGED` when it is no longer the file that was opened: its rows and its digest would be of different ones. */
export async function requireUnchanged({ path, sizeBytes, modifiedMs }: ResolvedFile): Promise<void> {
  const { size, mtimeMs } = await stat(path);
  if (size === sizeBytes && mtimeMs === modifiedMs) return;
  throw new LeatError(
    'SOURCE_FILE_CHANGED',
    `file "${path}": expected ${String(sizeBytes)} bytes to stay as they were opened, got ${String(size)} bytes of ${new Date(mtimeMs).toISOString()}`,
    { details: { path, expected: sizeBytes, received: size } },
  );
}
