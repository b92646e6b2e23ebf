import type { Sample } from './define-trainer.js';

/** The first row of a sample and every n-th after it, with target and weight. */
export function everyNthRow({ features, target, classes, weights }: Sample, n: number): Sample {
  const width = features.names.length;
  const rows = Math.ceil(features.rows / n);
  const data = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) data.set(features.data.subarray(row * n * width, (row * n + 1) * width), row * width);
  return {
    features: { ...features, rows, data },
    target: target.filter((_, row) => row % n === 0),
    classes,
    ...(weights && { weights: weights.filter((_, row) => row % n === 0) }),
  };
}
