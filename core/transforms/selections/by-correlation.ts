import { z } from 'zod';
import { defineFold } from '../define-transform.js';
import { numbersOf } from '../refusals.js';
import { Covariance } from '../statistics/covariance.js';
import { defineSelection } from './define-selection.js';

export const byCorrelationOptions = z.strictObject({
  by: z.literal('correlation').describe('features that say something new: of two that are correlated more than the threshold the first'),
  threshold: z.number().gt(0).max(1).default(0.95).describe("of the absolute value of Pearson's correlation"),
});

/** Rows that have a value in every column count. */
export const byCorrelation = defineSelection({
  options: byCorrelationOptions,
  usesTarget: false,
  fit: ({ threshold }, group) =>
    defineFold({
      start: () => new Covariance(group.length),
      add: (covariance, { columns }) => covariance.add(columns.map(numbersOf)),
      finish(covariance) {
        const kept: number[] = [];
        for (let place = 0; place < group.length; place++) {
          if (kept.every((other) => !(Math.abs(correlation(covariance, place, other)) > threshold))) kept.push(place);
        }
        return { kept };
      },
    }),
});

/** NaN for a constant. */
function correlation(covariance: Covariance, left: number, right: number): number {
  return covariance.at(left, right) / Math.sqrt(covariance.at(left, left) * covariance.at(right, right));
}
