import { microsoftOperator, type GraphNode } from '../../onnx/graph.js';
import * as onnx from '../../onnx/operators.js';
import type { StringColumn } from '../../table/column.js';
import { numericColumn } from '../../table/columns.js';
import { mapToFloats } from '../map-to-floats.js';
import type { ValueType } from './expression.js';
import { onTexts, type ExpressionOperator } from './operator-forms.js';
import { mapTexts } from './texts.js';

/** Longest run of characters that slice() takes: the graph joins them one by one. */
const LONGEST_SLICE = 64;

/** A function of a text, whose further arguments are written out: in ONNX they are attributes. */
export interface TextFunction {
  /** Types of the arguments after the text. */
  readonly literals: readonly ('text' | 'place')[];
  /** @returns What is wrong with the literals; null when nothing is. */
  check?(literals: readonly Literal[]): string | null;
  operator(literals: readonly Literal[]): ExpressionOperator;
}

export type Literal = string | number;

/** By name; `f(text, …)` and `text.f(…)` are the same. A missing text gives a missing result. */
export const textFunctions: Readonly<Record<string, TextFunction>> = {
  includes: matching(
    (text, part) => text.includes(part),
    (part) => `.*${part}.*`,
  ),
  startsWith: matching(
    (text, part) => text.startsWith(part),
    (part) => `${part}.*`,
  ),
  endsWith: matching(
    (text, part) => text.endsWith(part),
    (part) => `.*${part}`,
  ),

  /** In characters as Unicode counts them, not in halves of them as JavaScript does. */
  length: {
    literals: [],
    operator: () =>
      onDictionary('number', {
        evaluate: (text) => Array.from(text).length,
        toGraph: (input) =>
          missingWhereEmpty(
            input,
            onnx.reduceSum(onnx.cast(onnx.not(onnx.equal(characters(input), onnx.text(''))), 'float64'), { axes: [1] }),
          ),
      }),
  },

  /** From a place up to, and without, another. */
  slice: {
    literals: ['place', 'place'],
    check: ([start, end]) =>
      Number(start) < Number(end) && Number(end) - Number(start) <= LONGEST_SLICE
        ? null
        : `an end after the start, at most ${String(LONGEST_SLICE)} characters later`,
    operator: ([start = 0, end = 0]) =>
      onTextsAlone({
        evaluate: (text) => Array.from(text).slice(Number(start), Number(end)).join(''),
        toGraph(input) {
          // Where all texts are short there are not enough columns of characters: there are these then.
          const nothing = onnx.where(onnx.equal(input, input), onnx.text(''), input);
          const padded = onnx.concat([characters(input), ...Array.from({ length: Number(end) }, () => nothing)], 1);
          return Array.from({ length: Number(end) - Number(start) }, (_, index) => onnx.columnOf(padded, Number(start) + index)).reduce(
            join,
          );
        },
      }),
  },

  /** The part at a place, from 0, of those between separators; missing where there are not so many. */
  split: {
    literals: ['text', 'place'],
    operator: ([separator = '', place = 0]) =>
      onTextsAlone({
        evaluate: (text) => text.split(String(separator))[Number(place)] ?? '',
        toGraph(input) {
          // So many separators behind it that the part is there, if empty.
          const extended = onnx.stringConcat(input, onnx.text(String(separator).repeat(Number(place) + 1)));
          return onnx.gather(onnx.stringSplit(extended, String(separator)), onnx.integer(Number(place)), 2);
        },
      }),
  },
};

function matching(evaluate: (text: string, part: string) => boolean, pattern: (part: string) => string): TextFunction {
  return {
    literals: ['text'],
    operator: ([part = '']) =>
      onDictionary('truth', {
        evaluate: (text) => Number(evaluate(text, String(part))),
        toGraph(input) {
          const escaped = String(part).replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
          return missingWhereEmpty(input, onnx.cast(onnx.regexFullMatch(input, `(?s)${pattern(escaped)}`), 'float64'));
        },
      }),
  };
}

interface Twins<Value> {
  readonly evaluate: (text: string) => Value;
  readonly toGraph: (input: GraphNode) => GraphNode;
}

/** Computed once for each text of the dictionary. */
function onDictionary(gives: Exclude<ValueType, 'text'>, { evaluate, toGraph }: Twins<number>): ExpressionOperator {
  return onTexts(
    { takes: ['text'], gives },
    {
      evaluate({ codes, dictionary }: StringColumn) {
        const values = dictionary.map(evaluate);
        return numericColumn(
          gives === 'truth' ? 'boolean' : 'number',
          mapToFloats(codes, (code) => values[code] ?? NaN),
        );
      },
      toGraph,
    },
  );
}

function onTextsAlone({ evaluate, toGraph }: Twins<string>): ExpressionOperator {
  return onTexts({ takes: ['text'], gives: 'text' }, { evaluate: (column) => mapTexts(column, evaluate), toGraph });
}

/** string, shape [rows, most characters], filled up with ''. */
function characters(input: GraphNode): GraphNode {
  const tokens = microsoftOperator('Tokenizer', [input], {
    tokenexp: { string: '(?s).' },
    mark: { int: 0 },
    mincharnum: { int: 1 },
    pad_value: { string: '' },
  });
  return onnx.squeeze(tokens, 1);
}

function missingWhereEmpty(input: GraphNode, value: GraphNode): GraphNode {
  return onnx.where(onnx.equal(input, onnx.text('')), onnx.scalar(NaN), value);
}

const join = (left: GraphNode, right: GraphNode): GraphNode => onnx.stringConcat(left, right);
