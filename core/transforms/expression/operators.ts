import type { GraphNode } from '../../onnx/graph.js';
import * as onnx from '../../onnx/operators.js';
import { mapToFloats } from '../map-to-floats.js';
import { numbersOf, textsOf } from '../refusals.js';
import { onNumbers, onTexts, type ExpressionOperator } from './operator-forms.js';
import { chooseTexts, coalesceTexts, equalTexts, joinTexts } from './texts.js';

/** By name; of several forms the first is taken whose inputs fit. */
export const operators: Readonly<Record<string, readonly ExpressionOperator[]>> = {
  '+': [
    arithmetic((left, right) => left + right, onnx.add),
    onTexts(
      { takes: ['text', 'text'], gives: 'text' },
      {
        evaluate: joinTexts,
        toGraph: (left, right) => onnx.where(onnx.or(isEmpty(left), isEmpty(right)), onnx.text(''), onnx.stringConcat(left, right)),
      },
    ),
  ],
  '-': [arithmetic((left, right) => left - right, onnx.sub)],
  '*': [arithmetic((left, right) => left * right, onnx.mul)],
  '/': [arithmetic((left, right) => left / right, onnx.div)],
  '%': [arithmetic((left, right) => left % right, onnx.remainder)],
  '**': [arithmetic(power, (left, right) => missingWhere(eitherMissing(left, right), onnx.pow(left, right)))],
  negate: [elementary((value) => -value, onnx.neg)],
  abs: [elementary(Math.abs, onnx.abs)],
  sqrt: [elementary(Math.sqrt, onnx.sqrt)],
  exp: [elementary(Math.exp, onnx.exp)],
  log: [elementary(Math.log, onnx.log)],
  floor: [elementary(Math.floor, onnx.floor)],
  ceil: [elementary(Math.ceil, onnx.ceil)],
  sin: [elementary(Math.sin, onnx.sin)],
  tanh: [elementary(Math.tanh, onnx.tanh)],

  '<': [comparison((left, right) => left < right, onnx.less)],
  '<=': [comparison((left, right) => left <= right, onnx.lessOrEqual)],
  '>': [
    comparison(
      (left, right) => left > right,
      (left, right) => onnx.less(right, left),
    ),
  ],
  '>=': [
    comparison(
      (left, right) => left >= right,
      (left, right) => onnx.lessOrEqual(right, left),
    ),
  ],
  '===': [comparison((left, right) => left === right, onnx.equal), textComparison((same) => same, onnx.equal)],
  '!==': [comparison((left, right) => left !== right, notEqual), textComparison((same) => 1 - same, notEqual)],

  // Arithmetic on 0 and 1, since it hands on NaN by itself.
  '&&': [logic((left, right) => left * right, onnx.mul)],
  '||': [
    logic(
      (left, right) => left + right - left * right,
      (left, right) => onnx.sub(onnx.add(left, right), onnx.mul(left, right)),
    ),
  ],
  '!': [
    onNumbers(
      { takes: ['truth'], gives: 'truth' },
      { evaluate: (value) => 1 - value, toGraph: (value) => onnx.sub(onnx.scalar(1), value) },
    ),
  ],

  isMissing: [
    onNumbers(
      { takes: ['number'], gives: 'truth' },
      { evaluate: (value) => Number(Number.isNaN(value)), toGraph: (value) => asTruth(onnx.isNaN(value)) },
    ),
    onTexts(
      { takes: ['text'], gives: 'truth' },
      {
        evaluate: ({ codes }) => ({ type: 'boolean', values: mapToFloats(codes, (code) => Number(code < 0)) }),
        toGraph: (value) => asTruth(isEmpty(value)),
      },
    ),
  ],
  '??': [
    fallback('truth'),
    fallback('number'),
    onTexts(
      { takes: ['text', 'text'], gives: 'text' },
      { evaluate: coalesceTexts, toGraph: (first, second) => onnx.where(isEmpty(first), second, first) },
    ),
  ],
  '?:': [choice('truth'), choice('number'), choiceOfTexts()],
};

function elementary(evaluate: (value: number) => number, toGraph: (value: GraphNode) => GraphNode): ExpressionOperator {
  return onNumbers({ takes: ['number'], gives: 'number' }, { evaluate, toGraph });
}

function arithmetic(
  evaluate: (left: number, right: number) => number,
  toGraph: (left: GraphNode, right: GraphNode) => GraphNode,
): ExpressionOperator {
  return onNumbers({ takes: ['number', 'number'], gives: 'number' }, { evaluate, toGraph });
}

function logic(
  evaluate: (left: number, right: number) => number,
  toGraph: (left: GraphNode, right: GraphNode) => GraphNode,
): ExpressionOperator {
  return onNumbers({ takes: ['truth', 'truth'], gives: 'truth' }, { evaluate, toGraph });
}

function comparison(
  holds: (left: number, right: number) => boolean,
  toGraph: (left: GraphNode, right: GraphNode) => GraphNode,
): ExpressionOperator {
  return onNumbers(
    { takes: ['number', 'number'], gives: 'truth' },
    {
      evaluate: (left, right) => (Number.isNaN(left) || Number.isNaN(right) ? NaN : Number(holds(left, right))),
      toGraph: (left, right) => missingWhere(eitherMissing(left, right), asTruth(toGraph(left, right))),
    },
  );
}

function textComparison(evaluate: (same: number) => number, toGraph: (left: GraphNode, right: GraphNode) => GraphNode): ExpressionOperator {
  return onTexts(
    { takes: ['text', 'text'], gives: 'truth' },
    {
      evaluate: (left, right) => ({ type: 'boolean', values: equalTexts(left, right).map(evaluate) }),
      toGraph: (left, right) => missingWhere(onnx.or(isEmpty(left), isEmpty(right)), asTruth(toGraph(left, right))),
    },
  );
}

function fallback(type: 'truth' | 'number'): ExpressionOperator {
  return onNumbers(
    { takes: [type, type], gives: type },
    {
      evaluate: (first, second) => (Number.isNaN(first) ? second : first),
      toGraph: (first, second) => onnx.where(onnx.isNaN(first), second, first),
    },
  );
}

function choice(type: 'truth' | 'number'): ExpressionOperator {
  return onNumbers(
    { takes: ['truth', type, type], gives: type },
    {
      evaluate: (condition, yes, no) => (Number.isNaN(condition) ? NaN : condition === 0 ? no : yes),
      toGraph: (condition, yes, no) => missingWhere(onnx.isNaN(condition), onnx.where(onnx.cast(condition, 'bool'), yes, no)),
    },
  );
}

/** Written out, since its inputs are of two types. */
function choiceOfTexts(): ExpressionOperator {
  return {
    takes: ['truth', 'text', 'text'],
    gives: 'text',
    evaluate([condition, yes, no]) {
      if (!condition || !yes || !no) throw new Error('invariant: a choice has three inputs');
      return chooseTexts(numbersOf(condition).values, { yes: textsOf(yes), no: textsOf(no) });
    },
    toGraph([condition, yes, no]) {
      if (!condition || !yes || !no) throw new Error('invariant: a choice has three inputs');
      return onnx.where(onnx.isNaN(condition), onnx.text(''), onnx.where(onnx.cast(condition, 'bool'), yes, no));
    },
  };
}

/** A missing value stays missing, though NaN ** 0 is 1, and in ONNX Runtime, as in C, 1 ** NaN too. */
function power(base: number, exponent: number): number {
  return Number.isNaN(base) ? NaN : base ** exponent;
}

function missingWhere(missing: GraphNode, value: GraphNode): GraphNode {
  return onnx.where(missing, onnx.scalar(NaN), value);
}

function eitherMissing(left: GraphNode, right: GraphNode): GraphNode {
  return onnx.or(onnx.isNaN(left), onnx.isNaN(right));
}

function isEmpty(value: GraphNode): GraphNode {
  return onnx.equal(value, onnx.text(''));
}

function notEqual(left: GraphNode, right: GraphNode): GraphNode {
  return onnx.not(onnx.equal(left, right));
}

function asTruth(value: GraphNode): GraphNode {
  return onnx.cast(value, 'float64');
}
