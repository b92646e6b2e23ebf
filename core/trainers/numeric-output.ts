import type { Tensor } from '../onnx/graph-runner.js';

/** The numbers of an output of a graph of our own. */
export function numericOutput(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array | Float64Array {
  const tensor = outputs[name];
  if (tensor?.type === 'float32' || tensor?.type === 'float64') return tensor.data;
  throw new Error(`invariant: the graph gives "${name}" as ${String(tensor?.type)}`);
}

/** Adds the numbers of a chunk to a running total in doubles. */
export function addTo(total: Float64Array, addend: Float32Array | Float64Array): void {
  for (let index = 0; index < total.length; index++) total[index] = (total[index] ?? 0) + (addend[index] ?? 0);
}
