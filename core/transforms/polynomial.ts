import { z } from 'zod';
import { LeatError } from '../errors.js';
import type { GraphNode } from '../onnx/graph.js';
import { mul } from '../onnx/operators.js';
import { numericColumn } from '../table/columns.js';
import { defineTransform } from './define-transform.js';
import { numbersOf } from './refusals.js';

/** More would be a mistake: the matrix of features would not fit into memory. */
const MOST_TERMS = 10_000;

export const polynomialOptions = z.strictObject({
  degree: z.int().min(2).max(5).default(2).describe('most factors of a product'),
  interactionOnly: z.boolean().default(false).describe('only products of different columns'),
});

/** Adds the products of numbers: "a b" of two columns, "a^2" of one with itself. The columns themselves stay. */
export const polynomial = defineTransform({
  name: 'polynomial',
  version: 1,
  accepts: ['number', 'integer', 'boolean'],
  takes: 'all',
  options: polynomialOptions,
  learned: z.strictObject({
    /** Places of the factors of each product, ascending. */
    terms: z.array(z.array(z.int())),
  }),
  fit({ degree, interactionOnly }, group) {
    const terms = productsOf(group.length, { degree, interactionOnly });
    if (terms.length <= MOST_TERMS) return { known: { terms } };
    const columns = String(group.length);
    throw new LeatError(
      'RECIPE_INVALID',
      `polynomial: expected at most ${String(MOST_TERMS)} products, got ${String(terms.length)} of ${columns} columns: select fewer, or lower the degree`,
    );
  },
  outputs: (group, { learned: { terms } }) => [
    ...group,
    ...terms.map((factors) => ({ name: nameOf(factors.map((place) => group[place]?.name ?? '')), type: 'number' as const })),
  ],
  apply(columns, { learned: { terms } }) {
    const values = columns.map((column) => numbersOf(column).values);
    const products = terms.map((factors) => {
      const [first = 0, ...rest] = factors;
      const product = Float64Array.from(values[first] ?? []);
      for (const factor of rest) {
        const other = values[factor] ?? product;
        for (let row = 0; row < product.length; row++) product[row] = (product[row] ?? NaN) * (other[row] ?? NaN);
      }
      return numericColumn('number', product);
    });
    return [...columns, ...products];
  },
  toGraph(inputs, { learned: { terms } }) {
    const products = terms.map((factors) => factors.flatMap((place) => inputs[place] ?? []).reduce(multiply));
    return [...inputs, ...products];
  },
});

const multiply = (left: GraphNode, right: GraphNode): GraphNode => mul(left, right);

/** By number of factors, then in the order of their places. */
function productsOf(columns: number, { degree, interactionOnly }: z.output<typeof polynomialOptions>): number[][] {
  const terms: number[][] = [];
  let shorter: number[][] = Array.from({ length: columns }, (_, place) => [place]);
  for (let factors = 2; factors <= degree && terms.length <= MOST_TERMS; factors++) {
    shorter = shorter.flatMap((term) => {
      const first = (term.at(-1) ?? 0) + Number(interactionOnly);
      return Array.from({ length: Math.max(0, columns - first) }, (_, step) => [...term, first + step]);
    });
    terms.push(...shorter);
  }
  return terms;
}

/** Of factors in order, equal ones side by side: a, a, b is "a^2 b". */
function nameOf(factors: readonly string[]): string {
  const powers = new Map<string, number>();
  for (const factor of factors) powers.set(factor, (powers.get(factor) ?? 0) + 1);
  return [...powers].map(([name, exponent]) => (exponent === 1 ? name : `${name}^${String(exponent)}`)).join(' ');
}
