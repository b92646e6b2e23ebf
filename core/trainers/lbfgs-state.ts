/** A step and what it did to the gradient. */
export interface CurvaturePair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / (step · change). */
  readonly scale: number;
}

/** All that the next iteration depends on. */
export interface LbfgsState {
  readonly iterations: number;
  readonly point: Float64Array;
  /** The function at the point. */
  readonly here: { readonly value: number; readonly gradient: Float64Array };
  readonly pairs: readonly CurvaturePair[];
}

/**
 * Doubles as they are, so that nothing is rounded: dimensions, iterations, value, number of pairs; point;
 * gradient; of each pair scale, step, change. In the byte order of the machine, which is little-endian wherever
 * ONNX Runtime runs.
 */
export function encodeState({ iterations, point, here, pairs }: LbfgsState): Uint8Array {
  const doubles = new Float64Array(sizeOf(point.length, pairs.length));
  doubles.set([point.length, iterations, here.value, pairs.length]);
  doubles.set(point, HEAD);
  doubles.set(here.gradient, HEAD + point.length);
  let at = HEAD + 2 * point.length;
  for (const { scale, step, change } of pairs) {
    doubles[at] = scale;
    doubles.set(step, at + 1);
    doubles.set(change, at + 1 + step.length);
    at += 1 + 2 * step.length;
  }
  return new Uint8Array(doubles.buffer);
}

/** @returns Undefined when nothing was kept, or what was kept is not of a function of so many dimensions. */
export function decodeState(kept: Uint8Array | undefined, dimensions: number): (LbfgsState & { pairs: CurvaturePair[] }) | undefined {
  if (kept === undefined || kept.length % 8 !== 0) return undefined;
  const doubles = new Float64Array(Uint8Array.from(kept).buffer);
  const [size = NaN, iterations = NaN, value = NaN, count = NaN] = doubles;
  if (size !== dimensions || doubles.length !== sizeOf(dimensions, count)) return undefined;
  const vector = (at: number): Float64Array => doubles.slice(at, at + dimensions);
  const pairs = Array.from({ length: count }, (_, index): CurvaturePair => {
    const at = HEAD + 2 * dimensions + index * (1 + 2 * dimensions);
    return { scale: doubles[at] ?? NaN, step: vector(at + 1), change: vector(at + 1 + dimensions) };
  });
  return { iterations, point: vector(HEAD), here: { value, gradient: vector(HEAD + dimensions) }, pairs };
}

const HEAD = 4;

function sizeOf(dimensions: number, pairs: number): number {
  return HEAD + 2 * dimensions + pairs * (1 + 2 * dimensions);
}
