import type { Tensor } from '../onnx/graph-runner.js';
import type { FeatureMatrix } from './define-trainer.js';

/** Rows that a graph sees at once: few enough that float32 sums stay accurate, enough that a call costs nothing. */
const MOST_ROWS = 65_536;
const LEAST_ROWS = 256;

/** Multiplications that ONNX Runtime does in some ten milliseconds: it cannot be cancelled before they are done. */
const WORK_OF_CHUNK = 4e8;

export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** float32, shape [end − start, features]; shares the memory of the matrix. */
  readonly features: Tensor;
}

/** What the rows of a chunk count; 1 each without weights. */
export function weightsOf(weights: Float64Array | undefined, { start, end }: Chunk): Float64Array {
  return weights?.subarray(start, end) ?? new Float64Array(end - start).fill(1);
}

/**
 * The rows of a matrix, cut for ONNX Runtime. What graphs give for them is summed up in doubles, in this order.
 *
 * @param workOfRow - About the multiplications that the graph does for a row, those of doubles counted twice.
 */
export function chunksOf({ data, rows, names }: FeatureMatrix, workOfRow: number): Chunk[] {
  const width = names.length;
  const chunks: Chunk[] = [];
  const chunkRows = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(WORK_OF_CHUNK / workOfRow)));
  for (let start = 0; start < rows; start += chunkRows) {
    const end = Math.min(start + chunkRows, rows);
    const features: Tensor = { type: 'float32', shape: [end - start, width], data: data.subarray(start * width, end * width) };
    chunks.push({ start, end, features });
  }
  return chunks;
}
