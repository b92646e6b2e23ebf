import type { FeatureMatrix } from './define-trainer.js';

/** Mean and deviation of every feature, both of shape [features]. */
export interface FeatureScale {
  readonly means: Float64Array;
  /** Of the population; 1 where a feature is constant. */
  readonly deviations: Float64Array;
}

/** Measured relative to the first row, so that a large mean does not swallow a small deviation. */
export function featureScale({ data, rows, names }: FeatureMatrix): FeatureScale {
  const width = names.length;
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let feature = 0; feature < width; feature++, cell++) {
      const shifted = (data[cell] ?? 0) - (data[feature] ?? 0);
      means[feature] = (means[feature] ?? 0) + shifted;
      deviations[feature] = (deviations[feature] ?? 0) + shifted * shifted;
    }
  }
  for (let feature = 0; feature < width; feature++) {
    const shift = (means[feature] ?? 0) / rows;
    const variance = (deviations[feature] ?? 0) / rows - shift * shift;
    means[feature] = (data[feature] ?? 0) + shift;
    deviations[feature] = variance > 0 ? Math.sqrt(variance) : 1;
  }
  return { means, deviations };
}
