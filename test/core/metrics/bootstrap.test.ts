import { expect, test } from 'vitest';
import { bootstrapIntervals } from '../../../core/metrics/bootstrap.js';
import type { Outcome } from '../../../core/metrics/metric.js';
import { measure, metricOf } from '../../../core/metrics/metrics.js';
import { PoissonSampler } from '../../../core/metrics/poisson-sampler.js';
import type { Interval } from '../../../core/model/evaluation.js';
import { Random } from '../../../core/random.js';

const signal = { cancelled: false, throwIfCancelled: () => undefined };

/** Of two classes, right in 80 % of the rows. */
function mostlyRight(rows: number): Outcome {
  const random = new Random('outcome');
  const actual = Float64Array.from({ length: rows }, () => random.below(2));
  const scores = actual.map(
    (truth) => (random.next() < 0.8 ? 0.5 + random.next() / 2 : random.next() / 2) * (truth === 1 ? 1 : -1) + (truth === 1 ? 0 : 1),
  );
  const probabilities = Float32Array.from([...scores].flatMap((score) => [1 - score, score]));
  return { task: 'classification', classes: 2, actual, predicted: scores.map(Math.round), probabilities };
}

function intervalsOf(outcome: Outcome, names: readonly string[], resamples = 1000): Readonly<Record<string, Interval>> {
  return bootstrapIntervals(outcome, { metrics: names.map(metricOf), level: 0.95, resamples }, { random: new Random('7'), signal });
}

/** Half the width that the normal approximation of a share gives. */
const marginOfShare = (share: number, rows: number): number => 1.96 * Math.sqrt((share * (1 - share)) / rows);

test.each([400, 100_000])('gives a share of %d rows the interval of a share', (rows) => {
  const outcome = mostlyRight(rows);
  const accuracy = measure(metricOf('accuracy'), outcome);
  const { lower, upper } = intervalsOf(outcome, ['accuracy'])['accuracy'] ?? { lower: NaN, upper: NaN };
  expect((upper - lower) / (2 * marginOfShare(accuracy, rows))).toBeCloseTo(1, 0.6);
  expect((upper + lower) / 2 / accuracy).toBeCloseTo(1, 2);
});

test('gives the area under the ROC curve an interval as wide as DeLong has it', () => {
  const outcome = mostlyRight(1000);
  const { lower = NaN, upper = NaN } = intervalsOf(outcome, ['rocAuc'])['rocAuc'] ?? {};
  // Hanley & McNeil's standard error for this area and about 500 rows of each class.
  const area = measure(metricOf('rocAuc'), outcome);
  const [q1, q2] = [area / (2 - area), (2 * area ** 2) / (1 + area)];
  const error = Math.sqrt((area * (1 - area) + 499 * (q1 - area ** 2) + 499 * (q2 - area ** 2)) / 500 ** 2);
  expect((upper - lower) / (2 * 1.96 * error)).toBeCloseTo(1, 0.6);
});

test('is the same for the same seed', () => {
  expect(intervalsOf(mostlyRight(100), ['f1', 'rocAuc'])).toEqual(intervalsOf(mostlyRight(100), ['f1', 'rocAuc']));
});

test('leaves out what is undefined, for the rows or in too many resamples', () => {
  const outcome: Outcome = {
    task: 'classification',
    classes: 2,
    actual: [0, 0, 1],
    predicted: [0, 0, 1],
    probabilities: Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.3, 0.7),
  };
  expect(Object.keys(intervalsOf(outcome, ['accuracy', 'rocAuc', 'rmse'], 200))).toEqual(['accuracy']); // every third resample has no row of class 1
});

test('draws Poisson numbers of the right mean and variance', () => {
  const random = new Random('poisson');
  for (const mean of [1, 7.5, 300]) {
    const sampler = new PoissonSampler(mean);
    const draws = Array.from({ length: 20_000 }, () => sampler.draw(random));
    const average = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - average) ** 2, 0) / draws.length;
    expect(Math.abs(average / mean - 1)).toBeLessThan(0.03);
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.06);
  }
});
