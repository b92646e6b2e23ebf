import type { GraphNode } from '../../onnx/graph.js';
import { scalar, text } from '../../onnx/operators.js';
import type { ResolvedExpression } from './resolve-expression.js';

/** The same column as a node of shape [rows, 1]: a string, or a float64 with NaN where missing. */
export function compileExpression(expression: ResolvedExpression, columns: ReadonlyMap<string, GraphNode>): GraphNode {
  const done = new Map<ResolvedExpression, GraphNode>();

  const compile = (part: ResolvedExpression): GraphNode => {
    let node = done.get(part);
    if (node === undefined) done.set(part, (node = build(part)));
    return node;
  };

  const build = (part: ResolvedExpression): GraphNode => {
    switch (part.kind) {
      case 'constant':
        return part.type === 'text' ? text(String(part.value)) : scalar(Number(part.value));
      case 'column': {
        const node = columns.get(part.name);
        if (node === undefined) throw new Error(`invariant: a fitted recipe makes column "${part.name}" before it is read`);
        return node;
      }
      case 'call':
        return part.operator.toGraph(part.inputs.map(compile));
    }
  };

  return compile(expression);
}
