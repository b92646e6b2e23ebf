import { graphInput, type GraphNode } from '../onnx/graph.js';
import type { Schema } from '../table/column.js';

/** One input of a graph for each column: shape [rows, 1], string, or float64 for every other type. */
export function columnInputs(columns: Schema): Map<string, GraphNode> {
  return new Map(columns.map(({ name, type }) => [name, graphInput(name, type === 'string' ? 'string' : 'float64', ['rows', 1])]));
}
