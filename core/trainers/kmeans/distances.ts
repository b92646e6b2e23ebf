import { constant, type GraphNode } from '../../onnx/graph.js';
import { mul, reduceSum, reshape, sqrt, sub } from '../../onnx/operators.js';
import type { FeatureMatrix } from '../define-trainer.js';

export interface Clusters {
  readonly clusters: number;
  /** Row-major, shape [clusters, features]; representable in float32. */
  readonly centres: readonly number[];
}

/** @returns Euclidean distances to the centres, row-major, shape [rows, clusters]. */
export function centreDistances({ data, rows, names }: FeatureMatrix, { clusters, centres }: Clusters): Float64Array {
  const width = names.length;
  const distances = new Float64Array(rows * clusters);
  for (let row = 0; row < rows; row++) {
    for (let cluster = 0; cluster < clusters; cluster++) {
      let sum = 0;
      for (let feature = 0; feature < width; feature++) {
        sum += ((data[row * width + feature] ?? 0) - (centres[cluster * width + feature] ?? 0)) ** 2;
      }
      distances[row * clusters + cluster] = Math.sqrt(sum);
    }
  }
  return distances;
}

/** The same as a graph: by differences, since a product of matrices would lose small distances. */
export function distanceGraph(features: GraphNode, { clusters, centres }: Clusters): GraphNode {
  const width = centres.length / clusters;
  const each = constant({ type: 'float32', shape: [1, clusters, width], data: Float32Array.from(centres) });
  const differences = sub(reshape(features, [-1, 1, width]), each);
  return sqrt(reduceSum(mul(differences, differences), { axes: [2], keepDimensions: false }));
}
