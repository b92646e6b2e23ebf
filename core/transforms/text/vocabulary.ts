import { z } from 'zod';
import { mlOperator, operator, type GraphNode } from '../../onnx/graph.js';
import { cast } from '../../onnx/operators.js';
import { tokensGraph, tokensOf } from './tokens.js';

export const vocabularySchema = z.strictObject({
  /** Every way of writing a known word, and which word it is. */
  spellings: z.array(z.string()),
  words: z.array(z.int()),
  /** Each of one word or more, in the order of the features. */
  ngrams: z.array(z.array(z.int())),
});

/** Which runs of words are counted. Words are numbers: ONNX cannot change the case of a text, but look it up. */
export type Vocabulary = z.infer<typeof vocabularySchema>;

/** Counts the known runs of words in a text. */
export class NgramCounter {
  readonly #wordOf: ReadonlyMap<string, number>;
  readonly #ngramOf: ReadonlyMap<string, number>;
  readonly #lengths: readonly number[];

  constructor({ spellings, words, ngrams }: Vocabulary) {
    this.#wordOf = new Map(spellings.map((spelling, index) => [spelling, words[index] ?? -1]));
    this.#ngramOf = new Map(ngrams.map((ngram, index) => [ngram.join(' '), index]));
    this.#lengths = [...new Set(ngrams.map(({ length }) => length))];
  }

  /** @returns How often each n-gram that occurs does. */
  count(text: string): ReadonlyMap<number, number> {
    const words = tokensOf(text).map((token) => this.#wordOf.get(token) ?? -1);
    const counts = new Map<number, number>();
    for (const length of this.#lengths) {
      for (let start = 0; start + length <= words.length; start++) {
        const ngram = this.#ngramOf.get(words.slice(start, start + length).join(' '));
        if (ngram !== undefined) counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
      }
    }
    return counts;
  }
}

/** The same on a string node [rows, 1]. @returns float64, shape [rows, n-grams]. */
export function countGraph(input: GraphNode, { spellings, words, ngrams }: Vocabulary): GraphNode {
  const [ids] = mlOperator('LabelEncoder', [tokensGraph(input)], {
    attributes: { keys_strings: { strings: spellings }, values_int64s: { ints: words }, default_int64: { int: -1 } },
  });
  if (ids === undefined) throw new Error('invariant: mlOperator returns as many nodes as outputs are asked for');
  return countIdsGraph(ids, ngrams);
}

/**
 * How often runs of numbers occur in each row, as ONNX counts them.
 *
 * @param ids - int64, shape [rows, length].
 * @param ngrams - Which are counted, in the order of the result.
 * @returns float64, shape [rows, n-grams].
 */
export function countIdsGraph(ids: GraphNode, ngrams: readonly (readonly number[])[]): GraphNode {
  const longest = Math.max(...ngrams.map(({ length }) => length));
  // ONNX wants them by length, one pool after the other, and is told where each goes.
  const order = ngrams.map((_, index) => index).sort((left, right) => (ngrams[left]?.length ?? 0) - (ngrams[right]?.length ?? 0));
  const starts: number[] = [];
  let place = 0;
  for (let length = 1; length <= longest; length++) {
    starts.push(place);
    place += length * ngrams.filter((ngram) => ngram.length === length).length;
  }
  const counts = operator('TfIdfVectorizer', [ids], {
    mode: { string: 'TF' },
    min_gram_length: { int: 1 },
    max_gram_length: { int: longest },
    max_skip_count: { int: 0 },
    ngram_counts: { ints: starts },
    ngram_indexes: { ints: order },
    pool_int64s: { ints: order.flatMap((index) => ngrams[index] ?? []) },
  });
  return cast(counts, 'float64');
}
