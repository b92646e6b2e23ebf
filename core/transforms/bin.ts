import { z } from 'zod';
import type { GraphNode } from '../onnx/graph.js';
import { cast, equal, isNaN, lessOrEqual, reduceSum, scalar, vector64, where } from '../onnx/operators.js';
import { numericColumn } from '../table/columns.js';
import { defineColumnFold, defineColumnTransform } from './define-column-transform.js';
import { mapToFloats } from './map-to-floats.js';
import { emptyColumn, numbersOf } from './refusals.js';
import { Quantiles } from './statistics/quantiles.js';

export const binOptions = z.strictObject({
  bins: z.int().min(2).max(255).default(5).describe('how many; fewer where quantiles are equal'),
  by: z
    .enum(['quantile', 'uniform'])
    .default('quantile')
    .describe("'quantile': equally many training rows in each; 'uniform': equally wide"),
  as: z
    .enum(['ordinal', 'one-hot'])
    .default('ordinal')
    .describe("'ordinal': the number of the bin, from 0; 'one-hot': a column \"NAME=bin N\" of 0 and 1 for each, 0 in all where missing"),
});

const binLearned = z.strictObject({
  /** Between the bins, ascending: a value belongs to the bin after the last edge that is not above it. */
  edges: z.array(z.number()),
});

/** Narrower bins are rounding errors of equal quantiles; scikit-learn joins them to their neighbours alike. */
const LEAST_WIDTH = 1e-8;

/** Cuts the range of numbers into bins. */
export const bin = defineColumnTransform({
  name: 'bin',
  version: 1,
  accepts: ['number', 'integer', 'timestamp'],
  options: binOptions,
  learned: binLearned,
  fit: ({ bins, by }, field) =>
    defineColumnFold({
      start: () => new Quantiles(),
      add: (quantiles, column) => quantiles.add(numbersOf(column).values),
      finish(quantiles) {
        if (quantiles.count === 0) throw emptyColumn('bin', field);
        const fractions = Array.from({ length: bins + 1 }, (_, edge) => edge / bins);
        const [lowest, highest] = [quantiles.at(0), quantiles.at(1)];
        const all = by === 'quantile' ? quantiles.atAll(fractions) : fractions.map((part) => lowest + part * (highest - lowest));
        const kept = all.filter((edge, index) => index === 0 || edge - (all[index - 1] ?? NaN) > LEAST_WIDTH);
        return { edges: kept.slice(1, -1) };
      },
    }),
  outputs({ name }, { learned: { edges }, options }) {
    if (options.as === 'ordinal') return [{ name, type: 'number' }];
    return Array.from({ length: edges.length + 1 }, (_, place) => ({ name: `${name}=bin ${String(place + 1)}`, type: 'boolean' }));
  },
  apply(column, { learned: { edges }, options }) {
    const places = mapToFloats(numbersOf(column).values, (value) => placeOf(value, edges));
    if (options.as === 'ordinal') return [numericColumn('number', places)];
    return Array.from({ length: edges.length + 1 }, (_, place) =>
      numericColumn(
        'boolean',
        mapToFloats(places, (each) => Number(each === place)),
      ),
    );
  },
  toGraph(input, { learned: { edges }, options }) {
    const places = where(isNaN(input), scalar(NaN), countGraph(input, edges));
    if (options.as === 'ordinal') return [places];
    return Array.from({ length: edges.length + 1 }, (_, place) => cast(equal(places, scalar(place)), 'float64'));
  },
});

/** How many edges are not above a value. */
function placeOf(value: number, edges: readonly number[]): number {
  if (Number.isNaN(value)) return NaN;
  let place = 0;
  while (place < edges.length && (edges[place] ?? Infinity) <= value) place++;
  return place;
}

function countGraph(input: GraphNode, edges: readonly number[]): GraphNode {
  return edges.length === 0 ? scalar(0) : reduceSum(cast(lessOrEqual(vector64(edges), input), 'float64'), { axes: [1] });
}
