import { LeatError } from '../../errors.js';
import { mlOperator, type GraphNode } from '../../onnx/graph.js';
import { gather, vector64 } from '../../onnx/operators.js';
import type { Column } from '../../table/column.js';
import { textsOf } from '../refusals.js';

/** A number for every text: the same in code and in ONNX. */
export interface TextLookup {
  readonly texts: readonly string[];
  /** Of each of the texts. */
  readonly values: readonly number[];
  /** Of any other text. */
  readonly others: number | 'refuse';
  readonly missing: number;
}

/** @throws LeatError `RECIPE_CATEGORY_UNKNOWN` where other texts are refused. */
export function lookUp(column: Column, { texts, values: known, others, missing }: TextLookup): Float64Array {
  const { codes, dictionary } = textsOf(column);
  const valueOf = new Map(texts.map((text, index) => [text, known[index] ?? NaN]));
  // The last entry is of code −1: a look-up without a question for each of a million rows.
  const valueOfCode = new Float64Array(dictionary.length + 1).fill(others === 'refuse' ? NaN : others);
  dictionary.forEach((text, code) => {
    const value = valueOf.get(text);
    if (value !== undefined) valueOfCode[code] = value;
  });
  valueOfCode[dictionary.length] = missing;
  const values = new Float64Array(codes.length);
  for (let row = 0; row < values.length; row++) {
    const code = codes[row] ?? -1;
    const value = valueOfCode[code < 0 ? dictionary.length : code] ?? NaN;
    if (others === 'refuse' && code >= 0 && Number.isNaN(value)) refuse(dictionary[code] ?? '', texts);
    values[row] = value;
  }
  return values;
}

/** The same on a string node; any shape. */
export function lookUpGraph(input: GraphNode, { texts, values, others, missing }: TextLookup): GraphNode {
  const [places] = mlOperator('LabelEncoder', [input], {
    attributes: {
      keys_strings: { strings: ['', ...texts] },
      values_int64s: { ints: ['', ...texts].map((_, place) => place) },
      // ONNX has no "raise": reading past the end of a list is what refuses a text in the graph.
      default_int64: { int: others === 'refuse' ? texts.length + 2 : texts.length + 1 },
    },
  });
  if (places === undefined) throw new Error('invariant: mlOperator returns as many nodes as outputs are asked for');
  return gather(vector64([missing, ...values, others === 'refuse' ? NaN : others]), places);
}

function refuse(text: string, texts: readonly string[]): never {
  const shown = texts.slice(0, 10).map((known) => `"${known}"`);
  const message = `encode: expected one of ${shown.join(', ')}${texts.length > 10 ? ' …' : ''}, got "${text}"`;
  throw new LeatError('RECIPE_CATEGORY_UNKNOWN', message, { details: { received: text } });
}
