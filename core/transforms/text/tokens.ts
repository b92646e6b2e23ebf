import { microsoftOperator, type GraphNode } from '../../onnx/graph.js';
import { squeeze } from '../../onnx/operators.js';

/** At least two letters, digits or underscores: what scikit-learn takes for a word too. The same in JavaScript and RE2. */
const WORD = String.raw`[\p{L}\p{N}_]{2,}`;

const word = new RegExp(WORD, 'gu');

/** The words of a text, in order, as they are written. */
export function tokensOf(text: string): readonly string[] {
  return text.match(word) ?? [];
}

/**
 * The same on a string node [rows, 1]. Standard ONNX splits at a fixed text only; ONNX Runtime finds words.
 *
 * @returns string, shape [rows, most words of a row], filled up with ''.
 */
export function tokensGraph(input: GraphNode): GraphNode {
  const tokens = microsoftOperator('Tokenizer', [input], {
    tokenexp: { string: WORD },
    mark: { int: 0 },
    mincharnum: { int: 1 },
    pad_value: { string: '' },
  });
  return squeeze(tokens, 1);
}
