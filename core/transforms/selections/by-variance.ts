import { z } from 'zod';
import { defineFold } from '../define-transform.js';
import { numbersOf } from '../refusals.js';
import { Moments } from '../statistics/moments.js';
import { defineSelection, keepAbove } from './define-selection.js';

export const byVarianceOptions = z.strictObject({
  by: z.literal('variance').describe('features that vary more than the threshold'),
  threshold: z.number().min(0).default(0).describe('of the variance; 0 leaves constants out'),
});

export const byVariance = defineSelection({
  options: byVarianceOptions,
  usesTarget: false,
  fit: ({ threshold }, group) =>
    defineFold({
      start: () => group.map(() => new Moments()),
      add: (moments, { columns }) => moments.map((each, index) => each.add(numbersOf(columns[index] ?? missing()).values)),
      finish: (moments) =>
        keepAbove(
          // The extremes say it of constants, whose computed variance may be a rounding error.
          moments.map(({ deviation, minimum, maximum }) => Math.min(deviation ** 2, maximum > minimum ? Infinity : 0)),
          (variance) => variance > threshold,
        ),
    }),
});

function missing(): never {
  throw new Error('invariant: a fold sees all columns of its group');
}
