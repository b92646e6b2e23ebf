import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Random } from '../../../core/random.js';
import type { PlainDistribution } from '../../../core/tuning/distribution.js';
import { ParzenEstimator } from '../../../core/tuning/parzen.js';

interface Golden {
  readonly reference: string;
  readonly cases: readonly {
    readonly dimensions: Readonly<Record<string, PlainDistribution>>;
    readonly observed: Readonly<Record<string, readonly unknown[]>>;
    readonly asked: Readonly<Record<string, readonly unknown[]>>;
    readonly logDensities: readonly number[];
  }[];
}

/** Made by make-parzen.py beside it. */
const golden = JSON.parse(readFileSync('test/core/tuning/golden/parzen.json', 'utf8')) as Golden;

/** Absolute, of logarithms: both sum the same terms, in another order and by other approximations of the error function. */
const DIFFERENCE = 1e-9;

function rowsOf(columns: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  const [first = []] = Object.values(columns);
  return first.map((_, row) => Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]])));
}

test(`has the densities of ${golden.reference}`, () => {
  for (const { dimensions, observed, asked, logDensities } of golden.cases) {
    const estimator = new ParzenEstimator(new Map(Object.entries(dimensions)), rowsOf(observed));
    rowsOf(asked).forEach((values, index) => {
      expect(Math.abs(estimator.logDensity(values) - (logDensities[index] ?? NaN))).toBeLessThan(DIFFERENCE);
    });
  }
});

test('draws within the range, most of all near what was observed', () => {
  const estimator = new ParzenEstimator(
    new Map([['leaves', { $search: 'int', low: 4, high: 64, step: 4, log: false }]]),
    Array.from({ length: 9 }, () => ({ leaves: 60 })),
  );
  const random = new Random('draws');
  const drawn = Array.from({ length: 500 }, () => Number(estimator.draw(random)['leaves']));
  expect(drawn.every((leaves) => leaves >= 4 && leaves <= 64 && leaves % 4 === 0)).toBe(true);
  expect(drawn.filter((leaves) => leaves >= 52).length).toBeGreaterThan(400);
});
