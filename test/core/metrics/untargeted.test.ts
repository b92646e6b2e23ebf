import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { silhouette } from '../../../core/metrics/silhouette.js';
import { isAnomaly } from '../../../core/model/is-anomaly.js';
import { exceededBy } from '../../../core/trainers/isolation/anomaly-threshold.js';

interface Golden {
  readonly silhouettes: readonly { clusters: number; cluster: number[]; data: number[]; silhouette: number }[];
  readonly anomalies: readonly { contamination: number; scores: number[]; threshold: number; labels: number[] }[];
}

const golden = JSON.parse(readFileSync('test/core/metrics/golden/untargeted.json', 'utf8')) as Golden; // written by make-untargeted.py
const keepOn = (): void => undefined;

test.each(golden.silhouettes)(
  'the silhouette of $clusters clusters is that of scikit-learn 1.9.1',
  ({ clusters, cluster, data, ...one }) => {
    const rows = cluster.length;
    expect(silhouette({ rows, data: Float32Array.from(data), cluster, clusters }, keepOn)).toBeCloseTo(one.silhouette, 9);
  },
);

describe('a silhouette without a second cluster, or of rows that are all the same', () => {
  test('is 0', () => {
    const data = Float32Array.of(1, 2, 3, 4);
    expect(silhouette({ rows: 4, data, cluster: [1, 1, 1, 1], clusters: 3 }, keepOn)).toBe(0);
    expect(silhouette({ rows: 4, data: new Float32Array(4), cluster: [0, 0, 1, 1], clusters: 2 }, keepOn)).toBe(0);
  });
});

test.each(golden.anomalies)(
  'a contamination of $contamination takes the anomalies of scikit-learn 1.9.1',
  ({ contamination, scores, ...one }) => {
    const threshold = exceededBy(Float64Array.from(scores), contamination);
    expect(threshold).toBeCloseTo(one.threshold, 12);
    expect(scores.map((score) => (isAnomaly(score, threshold) ? -1 : 1))).toEqual(one.labels);
  },
);
