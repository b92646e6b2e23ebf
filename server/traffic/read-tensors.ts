import { readPredictions, type Predictions } from '../../core/model/predictions.js';
import type { Signature } from '../../core/model/signature.js';
import type { Tensor } from '../../core/onnx/graph-runner.js';
import { numericColumn, stringColumn } from '../../core/table/columns.js';
import { Table } from '../../core/table/table.js';

type Tensors = Readonly<Record<string, Tensor>>;

const outputNames: Readonly<Record<Signature['task'], string>> = {
  classification: 'probabilities',
  regression: 'prediction',
  clustering: 'distances',
  anomaly: 'score',
};

/** What tensors say in the terms of a signature; null when the one that says it was not asked for, or the graph is foreign. */
export function saidByTensors(results: Tensors, signature: Signature): Predictions | null {
  const told = results[outputNames[signature.task]];
  return signature.tensors !== undefined || told?.type !== 'float32' ? null : readPredictions(results, signature);
}

/** Tensors [rows, 1] as the columns that they stand for; null when the graph takes something else. */
export function askedByTensors(feeds: Tensors, { inputs, tensors }: Signature): Table | null {
  if (tensors !== undefined || inputs.length === 0) return null;
  const columns = inputs.map(({ name, type }) => {
    const { data } = feeds[name] ?? {};
    if (data === undefined) return null;
    if (type === 'string') return [name, stringColumn(Array.from<unknown>(data).map(String))] as const;
    return [name, numericColumn(type, Float64Array.from(Array.from<unknown>(data).map(Number)))] as const;
  });
  return columns.every((column) => column !== null) ? Table.of(columns) : null;
}
