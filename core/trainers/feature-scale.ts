/** Row-major numbers, shape [rows, names.length]. */
interface Matrix {
  readonly rows: number;
  readonly names: readonly string[];
  readonly data: Float32Array | Float64Array;
}

/** Mean and deviation of every feature, both of shape [features]. */
export interface FeatureScale {
  readonly means: Float64Array;
  /** Of the population; 1 where a feature is constant. */
  readonly deviations: Float64Array;
}

/**
 * Measured relative to the first row, so that a large mean does not swallow a small deviation.
 *
 * @param weights - Shape [rows]; 1 each when left out.
 */
export function featureScale({ data, rows, names }: Matrix, weights?: Float64Array): FeatureScale {
  const width = names.length;
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  let total = 0;
  for (let row = 0, cell = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1;
    total += weight;
    for (let feature = 0; feature < width; feature++, cell++) {
      const shifted = (data[cell] ?? 0) - (data[feature] ?? 0);
      means[feature] = (means[feature] ?? 0) + weight * shifted;
      deviations[feature] = (deviations[feature] ?? 0) + weight * shifted * shifted;
    }
  }
  for (let feature = 0; feature < width; feature++) {
    const shift = (means[feature] ?? 0) / total;
    const variance = (deviations[feature] ?? 0) / total - shift * shift;
    means[feature] = (data[feature] ?? 0) + shift;
    deviations[feature] = variance > 0 ? Math.sqrt(variance) : 1;
  }
  return { means, deviations };
}
