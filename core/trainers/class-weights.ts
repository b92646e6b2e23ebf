import { z } from 'zod';
import { LeatError } from '../errors.js';
import { suggestName } from '../nearest-name.js';
import type { Sample } from './define-trainer.js';

/** A hyperparameter of classifiers; `weighClasses` turns it into weights of rows before they train. */
export const classWeights = z
  .union([z.literal('balanced'), z.record(z.string(), z.number().nonnegative())])
  .optional()
  .describe("what a row counts by its class: 'balanced' lets all classes count the same in total; in a record, a class left out counts 1");

type ClassWeights = z.infer<typeof classWeights>;

/**
 * A sample whose weights have those of the classes in them.
 *
 * @throws LeatError `PARAMETER_INVALID` for a class that the target does not have, or for regression.
 */
export function weighClasses(sample: Sample, weightOfClass: ClassWeights): Sample {
  if (weightOfClass === undefined) return sample;
  if (sample.classes === 0) throw new LeatError('PARAMETER_INVALID', 'classWeights: expected none for regression, got some');
  const factors = weightOfClass === 'balanced' ? balancedWeights(sample) : namedWeights(sample, weightOfClass);
  return { ...sample, weights: sample.target.map((index, row) => (sample.weights?.[row] ?? 1) * (factors[index] ?? 1)) };
}

/** In inverse proportion to the rows of each class, so that the total weight stays. */
function balancedWeights({ target, weights, classes }: Sample): readonly number[] {
  const totals = Array.from({ length: classes }, () => 0);
  target.forEach((index, row) => (totals[index] = (totals[index] ?? 0) + (weights?.[row] ?? 1)));
  const total = totals.reduce((sum, each) => sum + each, 0);
  return totals.map((each) => (each > 0 ? total / (classes * each) : 0));
}

function namedWeights({ classes, labels }: Sample, weightOfClass: Readonly<Record<string, number>>): readonly number[] {
  const names = Array.from({ length: classes }, (_, index) => String(labels?.[index] ?? index));
  const stranger = Object.keys(weightOfClass).find((name) => !names.includes(name));
  if (stranger !== undefined) {
    throw new LeatError('PARAMETER_INVALID', `classWeights: unknown class "${stranger}"; ${suggestName(stranger, names)}`, {
      details: { class: stranger },
    });
  }
  return names.map((name) => weightOfClass[name] ?? 1);
}
