import type { GraphNode } from '../../onnx/graph.js';
import type { Column, StringColumn } from '../../table/column.js';
import { numbersOf, textsOf } from '../refusals.js';
import type { ValueType } from './expression.js';

/**
 * An operator of the expression language, in code and in ONNX side by side. A missing number or truth is
 * NaN and makes the result NaN, but for isMissing and ??. Truths are the numbers 0 and 1 between operators.
 */
export interface ExpressionOperator {
  readonly takes: readonly ValueType[];
  readonly gives: ValueType;
  evaluate(inputs: readonly Column[]): Column;
  toGraph(inputs: readonly GraphNode[]): GraphNode;
}

type OnNumbers = (first: number, second: number, third: number) => number;
type OnNodes = (first: GraphNode, second: GraphNode, third: GraphNode) => GraphNode;

/** How an operator is computed twice; a function of fewer inputs does not see the others. */
interface Twins<Evaluate> {
  readonly evaluate: Evaluate;
  readonly toGraph: OnNodes;
}

interface Types {
  readonly takes: readonly ValueType[];
  readonly gives: ValueType;
}

/** Of one to three numbers or truths, row by row. */
export function onNumbers(types: Types, { evaluate, toGraph }: Twins<OnNumbers>): ExpressionOperator {
  return {
    ...types,
    evaluate(inputs) {
      const [first, second = first, third = first] = inputs.map((column) => numbersOf(column).values);
      if (first === undefined || second === undefined || third === undefined) throw noInput();
      const values = new Float64Array(first.length);
      for (let row = 0; row < values.length; row++) values[row] = evaluate(first[row] ?? NaN, second[row] ?? NaN, third[row] ?? NaN);
      return { type: types.gives === 'truth' ? 'boolean' : 'number', values };
    },
    toGraph: (nodes) => onNodes(nodes, toGraph),
  };
}

/** Of one or two columns of texts. */
export function onTexts(
  types: Types,
  { evaluate, toGraph }: Twins<(first: StringColumn, second: StringColumn) => Column>,
): ExpressionOperator {
  return {
    ...types,
    evaluate(inputs) {
      const [first, second = first] = inputs.map(textsOf);
      if (first === undefined || second === undefined) throw noInput();
      return evaluate(first, second);
    },
    toGraph: (nodes) => onNodes(nodes, toGraph),
  };
}

function onNodes(nodes: readonly GraphNode[], toGraph: OnNodes): GraphNode {
  const [first, second = first, third = first] = nodes;
  if (first === undefined || second === undefined || third === undefined) throw noInput();
  return toGraph(first, second, third);
}

/** Expressions are checked for the number of inputs when they are parsed. */
function noInput(): Error {
  return new Error('invariant: every operator has an input');
}
