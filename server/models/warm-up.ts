import type { GraphInputInfo, GraphSession, Tensor } from '../../core/onnx/graph-runner.js';

/**
 * Runs a session once on one row without values, so that no request pays for the first run. What it
 * answers does not matter, nor whether a foreign graph refuses such a row: the session is warm either way.
 */
export async function warmUp(session: GraphSession): Promise<void> {
  const feeds = session.inputs.map((input) => [input.name, emptyTensor(input)] as const);
  await session.run(Object.fromEntries(feeds)).catch(() => undefined);
}

function emptyTensor({ type, shape: declared }: GraphInputInfo): Tensor {
  const shape = declared.map((size) => (typeof size === 'number' && size >= 0 ? size : 1));
  const size = shape.reduce((product, length) => product * length, 1);
  switch (type) {
    case 'float32':
      return { type, shape, data: new Float32Array(size).fill(NaN) };
    case 'float64':
      return { type, shape, data: new Float64Array(size).fill(NaN) };
    case 'int32':
      return { type, shape, data: new Int32Array(size) };
    case 'int64':
      return { type, shape, data: new BigInt64Array(size) };
    case 'bool':
      return { type, shape, data: new Uint8Array(size) };
    case 'string':
    case 'other': // refused by the run, as intended
      return { type: 'string', shape, data: Array.from({ length: size }, () => '') };
  }
}
