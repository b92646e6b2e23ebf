import type { CancellationFlag } from './pipeline/stage-context.js';

/** Values of a block: a few milliseconds of any plain loop over them. */
const BLOCK_VALUES = 2 ** 21;

/** Rows [start, end). */
export interface RowBlock {
  readonly start: number;
  readonly end: number;
}

/**
 * Rows in blocks, so that a loop over many of them can be cancelled soon.
 *
 * @param width - Values of a row.
 * @throws LeatError `CANCELLED`, before a block, when the signal says so.
 */
export function* rowBlocks(rows: number, { width, signal }: { width: number; signal: CancellationFlag | undefined }): Generator<RowBlock> {
  const blockRows = Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, width)));
  for (let start = 0; start < rows; start += blockRows) {
    signal?.throwIfCancelled();
    yield { start, end: Math.min(rows, start + blockRows) };
  }
}
