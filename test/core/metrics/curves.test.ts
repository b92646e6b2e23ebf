import { expect, test } from 'vitest';
import { calibrationBins, CURVE_POINTS, precisionRecallCurve, rocCurve } from '../../../core/metrics/curves.js';
import type { ClassificationOutcome } from '../../../core/metrics/metric.js';
import { residualHistogram } from '../../../core/metrics/residuals.js';

function binary(actual: readonly number[], scores: readonly number[]): ClassificationOutcome {
  return {
    classes: 2,
    actual,
    predicted: scores.map(Math.round),
    probabilities: Float64Array.from(scores.flatMap((score) => [1 - score, score])),
  };
}

const outcome = binary([0, 1, 1, 0, 1, 0, 1, 1], [0.1, 0.4, 0.35, 0.8, 0.8, 0.2, 0.9, 0.35]);

test('draws the ROC curve of scikit-learn 1.9.1', () => {
  expect(rocCurve(outcome, 1)).toEqual([
    { x: 0, y: 0 },
    { x: 0, y: 0.2 },
    { x: 1 / 3, y: 0.4 },
    { x: 1 / 3, y: 0.6 },
    { x: 1 / 3, y: 1 },
    { x: 2 / 3, y: 1 },
    { x: 1, y: 1 },
  ]);
});

test('draws the precision–recall curve of scikit-learn 1.9.1', () => {
  expect(precisionRecallCurve(outcome, 1)).toEqual([
    { x: 0, y: 1 },
    { x: 0.2, y: 1 },
    { x: 0.4, y: 2 / 3 },
    { x: 0.6, y: 0.75 },
    { x: 1, y: 5 / 6 },
    { x: 1, y: 5 / 7 },
    { x: 1, y: 0.625 },
  ]);
});

test('thins a long curve and keeps its ends', () => {
  const rows = Array.from({ length: 5000 }, (_, row) => row);
  const points = rocCurve(
    binary(
      rows.map((row) => row % 2),
      rows.map((row) => row / 5000),
    ),
    1,
  );
  expect(points).toHaveLength(CURVE_POINTS);
  expect([points[0], points.at(-1)]).toEqual([
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ]);
});

test('draws no curve for a class without rows', () => {
  expect(rocCurve(binary([0, 0], [0.2, 0.7]), 1)).toEqual([]);
});

test('bins probabilities by tenths', () => {
  expect(calibrationBins(binary([0, 1, 1], [0.25, 0.75, 0.5]), 1)).toEqual([
    { predicted: 0.25, observed: 0, rows: 1 },
    { predicted: 0.5, observed: 1, rows: 1 },
    { predicted: 0.75, observed: 1, rows: 1 },
  ]);
});

test('counts every residual once', () => {
  const bins = residualHistogram({ actual: [0, 0, 0, 0], predicted: [-1, 0, 0.5, 1] });
  expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(4);
  expect([bins[0]?.from, bins.at(-1)?.to]).toEqual([-1, 1]);
});
