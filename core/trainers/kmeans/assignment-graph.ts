import { encodeModel } from '../../onnx/encode-model.js';
import { constant, graphInput } from '../../onnx/graph.js';
import { add, argMin, cast, equal, gemm, mul, reduceMin, reduceSum, reshape, scalar32, sub } from '../../onnx/operators.js';

/**
 * Gives rows to their nearest centres and adds up, by cluster: `sums` [clusters, features] of the rows, `counts`
 * [clusters] of their weights, and over all of them `inertia`, the squared distances. Features are seen relative to
 * `means`, so that what all rows have in common takes no digits.
 */
export function assignmentGraph(width: number, clusters: number): Uint8Array {
  const features = graphInput('features', 'float32', ['rows', width]);
  const weights = graphInput('weights', 'float32', ['rows', 1]);
  const means = graphInput('means', 'float32', [width]);
  const centres = graphInput('centres', 'float32', [clusters, width]);

  const rows = sub(features, means);
  const squaresOf = (matrix: typeof rows) => reduceSum(mul(matrix, matrix), { axes: [1] });
  const products = gemm([rows, centres], { transposeRight: true });
  // |x − c|² without |x|², which is the same for all centres
  const nearness = add(mul(products, scalar32(-2)), reshape(squaresOf(centres), [1, clusters]));
  const ids = constant({
    type: 'int64',
    shape: [1, clusters],
    data: BigInt64Array.from({ length: clusters }, (_, index) => BigInt(index)),
  });
  const members = mul(cast(equal(reshape(argMin(nearness, 1), [-1, 1]), ids), 'float32'), weights);
  const squares = mul(add(squaresOf(rows), reduceMin(nearness, 1)), weights);
  return encodeModel({
    inputs: [features, weights, means, centres],
    outputs: {
      sums: gemm([members, rows], { transposeLeft: true }),
      counts: reduceSum(cast(members, 'float64'), { axes: [0], keepDimensions: false }),
      inertia: reduceSum(cast(squares, 'float64'), { axes: [0, 1], keepDimensions: false }),
    },
  });
}
