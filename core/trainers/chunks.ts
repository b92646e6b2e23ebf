import type { Tensor } from '../onnx/graph-runner.js';
import type { FeatureMatrix } from './define-trainer.js';

/** Rows that a graph sees at once: few enough that float32 sums stay accurate, enough that a call costs nothing. */
const CHUNK_ROWS = 65_536;

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

/** The rows of a matrix, cut for ONNX Runtime. What graphs give for them is summed up in doubles, in this order. */
export function chunksOf({ data, rows, names }: FeatureMatrix): Chunk[] {
  const width = names.length;
  const chunks: Chunk[] = [];
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const end = Math.min(start + CHUNK_ROWS, rows);
    const features: Tensor = { type: 'float32', shape: [end - start, width], data: data.subarray(start * width, end * width) };
    chunks.push({ start, end, features });
  }
  return chunks;
}
