import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LeatError } from '../core/errors.js';
import { resolveFiles } from '../sources/files/resolve-files.js';
import type { StageServices } from './define-activity.js';

/** More cannot be one message of Protocol Buffers, which an ONNX file is. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * Reads an ONNX file of a data root, and says where further files of it would lie.
 *
 * @throws LeatError `SOURCE_PATH_FORBIDDEN`, `SOURCE_NOT_FOUND` or `ONNX_TOO_LARGE`.
 */
export async function readModelFile(
  { path, maxBytes = MAX_BYTES }: { readonly path: string; readonly maxBytes?: number | undefined },
  { dataRoots }: StageServices['source'],
): Promise<{ content: Uint8Array; folder: string }> {
  const [file] = await resolveFiles(path, dataRoots);
  if (file.sizeBytes > maxBytes) {
    const message = `pretrained model: expected at most ${String(maxBytes)} bytes, got ${String(file.sizeBytes)}`;
    throw new LeatError('ONNX_TOO_LARGE', message, { details: { path, received: file.sizeBytes } });
  }
  return { content: await readFile(file.path), folder: dirname(file.path) };
}
