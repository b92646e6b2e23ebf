export const ROWS = 10_000;
export const COLUMNS = 20;

/** Two classes that half of the columns tell, by steps and products; row-major features and the class, the same for each salt. */
export function tuneRows(salt: number): { features: Float32Array; target: Float32Array } {
  const next = generator(salt + 1);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const features = Float32Array.from({ length: ROWS * COLUMNS }, normal);
  const target = Float32Array.from({ length: ROWS }, (_, row) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = features.subarray(row * COLUMNS, row * COLUMNS + 6);
    const score = a * b + Math.sin(2 * c) + (d > 0.5 ? 1 : -0.3) + 0.5 * e - 0.3 * f * f + normal();
    return Number(score > 0);
  });
  return { features, target };
}

/** mulberry32: the package's own generator is not among what pipelines import. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
