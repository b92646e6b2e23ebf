import type { CancellationFlag } from '../pipeline/stage-context.js';
import { rowBlocks } from '../row-blocks.js';

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

interface ScaleOptions {
  /** Shape [rows]; 1 each when left out. */
  readonly weights?: Float64Array | undefined;
  readonly signal: CancellationFlag;
}

/**
 * Measured relative to the first row, so that a large mean does not swallow a small deviation.
 *
 * @throws LeatError `CANCELLED`.
 */
export function featureScale({ data, rows, names }: Matrix, { weights, signal }: ScaleOptions): FeatureScale {
  const width = names.length;
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  let total = 0;
  for (const { start, end } of rowBlocks(rows, { width, signal })) {
    for (let row = start, cell = start * width; row < end; row++) {
      const weight = weights?.[row] ?? 1;
      total += weight;
      for (let feature = 0; feature < width; feature++, cell++) {
        const shifted = (data[cell] ?? 0) - (data[feature] ?? 0);
        means[feature] = (means[feature] ?? 0) + weight * shifted;
        deviations[feature] = (deviations[feature] ?? 0) + weight * shifted * shifted;
      }
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
