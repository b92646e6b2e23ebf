import { z } from 'zod';
import type { GraphNode } from '../../onnx/graph.js';
import { add, columnOf, div, equal, log, mul, reduceSum, scalar, sqrt, vector64, where } from '../../onnx/operators.js';
import { numericColumn } from '../../table/columns.js';
import { defineColumnFold, defineColumnForm } from '../define-column-transform.js';
import { emptyColumn, textsOf } from '../refusals.js';
import { NgramStatistics } from './ngram-statistics.js';
import { countGraph, NgramCounter, vocabularySchema } from './vocabulary.js';

export const tfIdfOptions = z.strictObject({
  as: z.literal('tf-idf').describe('a column "NAME~WORDS" for each word or run of words: how often it occurs, weighed by how rare it is'),
  ngrams: z
    .tuple([z.int().min(1).max(5), z.int().min(1).max(5)])
    .refine(([shortest, longest]) => shortest <= longest, { error: 'expected [shortest, longest]' })
    .default([1, 1])
    .readonly()
    .describe('lengths of runs of words, from and to'),
  maxFeatures: z.int().positive().max(20_000).default(1000).describe('most columns; the most frequent win'),
  minDocuments: z.int().positive().default(2).describe('rows that must have it'),
  lowercase: z.boolean().default(true).describe('words are the same however they are written'),
  idf: z.boolean().default(true).describe('weigh by rareness: ln((1 + rows) / (1 + rows that have it)) + 1; else counts'),
  sublinear: z.boolean().default(false).describe('1 + ln(count) in place of the count'),
  norm: z.enum(['l2', 'none']).default('l2').describe("'l2': the columns of a row to length 1"),
});

type Options = z.output<typeof tfIdfOptions>;

const tfIdfLearned = z.strictObject({ vocabulary: vocabularySchema, names: z.array(z.string()), weights: z.array(z.number()) });

/**
 * Words of a text, and runs of them, as numbers. A row without known words is 0 in all columns.
 *
 * @see Salton & Buckley, Term-weighting approaches in automatic text retrieval (1988); scikit-learn's TfidfVectorizer.
 */
export const tfIdf = defineColumnForm({
  accepts: ['string'],
  options: tfIdfOptions,
  learned: tfIdfLearned,
  fit: ({ ngrams: [shortest, longest], ...options }, field) =>
    defineColumnFold({
      start: () => new NgramStatistics({ ...options, shortest, longest }),
      add: (statistics, column) => statistics.add(textsOf(column)),
      finish(statistics) {
        const { vocabulary, names, documents } = statistics.learn();
        if (names.length === 0) throw emptyColumn('text', field);
        const weights = documents.map((count) => (options.idf ? Math.log((1 + statistics.rows) / (1 + count)) + 1 : 1));
        return { vocabulary, names: [...names], weights };
      },
    }),
  outputs: ({ name }, { learned: { names } }) => names.map((ngram) => ({ name: `${name}~${ngram}`, type: 'number' })),

  apply(column, { learned: { vocabulary, weights }, options }) {
    const { codes, dictionary } = textsOf(column);
    const counter = new NgramCounter(vocabulary);
    const valuesOfCode: (ReadonlyMap<number, number> | undefined)[] = []; // a part's dictionary may hold texts that no row has
    const columns = weights.map(() => numericColumn('number', new Float64Array(codes.length)));
    codes.forEach((code, row) => {
      if (code < 0) return;
      const values = (valuesOfCode[code] ??= weigh(counter.count(dictionary[code] ?? ''), { weights, options }));
      for (const [ngram, value] of values) {
        const weighed = columns[ngram];
        if (weighed !== undefined) weighed.values[row] = value;
      }
    });
    return columns;
  },

  toGraph(input, { learned: { vocabulary, weights }, options }) {
    const weighed = weighGraph(countGraph(input, vocabulary), { weights, options });
    return weights.map((_, ngram) => columnOf(weighed, ngram));
  },
});

interface Weighing {
  readonly weights: readonly number[];
  readonly options: Options;
}

function weigh(counts: ReadonlyMap<number, number>, { weights, options }: Weighing): ReadonlyMap<number, number> {
  const weighed = new Map(
    [...counts].map(([ngram, count]) => [ngram, (options.sublinear ? 1 + Math.log(count) : count) * (weights[ngram] ?? 0)]),
  );
  if (options.norm === 'none') return weighed;
  let squares = 0;
  for (const value of weighed.values()) squares += value * value;
  const length = Math.sqrt(squares);
  return new Map([...weighed].map(([ngram, value]) => [ngram, value / length]));
}

function weighGraph(counts: GraphNode, { weights, options }: Weighing): GraphNode {
  const absent = equal(counts, scalar(0));
  const frequencies = options.sublinear ? where(absent, scalar(0), add(scalar(1), log(where(absent, scalar(1), counts)))) : counts;
  const weighed = mul(frequencies, vector64(weights));
  if (options.norm === 'none') return weighed;
  const squares = reduceSum(mul(weighed, weighed), { axes: [1] });
  return div(weighed, sqrt(where(equal(squares, scalar(0)), scalar(1), squares)));
}
