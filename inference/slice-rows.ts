import type { Tensor } from '../core/onnx/graph-runner.js';
import { tensorOf } from '../core/onnx/tensor-arrays.js';
import type { Tensors } from './tensors.js';

/** Rows `start` (inclusive) to `end` (exclusive) of what a batch gave; views, no copies. */
export function sliceRows(tensors: Tensors, start: number, end: number): Tensors {
  const sliced: Record<string, Tensor> = {};
  for (const name in tensors) {
    const tensor = tensors[name];
    if (tensor !== undefined) sliced[name] = sliceTensor(tensor, start, end);
  }
  return sliced;
}

function sliceTensor({ type, shape, data }: Tensor, start: number, end: number): Tensor {
  const width = data.length / (shape[0] ?? 1);
  const rows = [end - start, ...shape.slice(1)];
  if (type === 'string') return { type, shape: rows, data: data.slice(start * width, end * width) };
  return tensorOf(type, rows, data.subarray(start * width, end * width));
}
