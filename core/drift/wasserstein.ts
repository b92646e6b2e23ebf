/**
 * Wasserstein distance (earth mover's) between two samples: how far the values have to be moved on average, in
 * their own unit.
 *
 * @param samples - Rising, without NaN.
 * @returns NaN when a sample is empty.
 * @see Ramdas, García Trillos & Cuturi, Entropy 19 (2017).
 */
export function wasserstein({ reference, current }: { reference: Float64Array; current: Float64Array }): number {
  if (reference.length === 0 || current.length === 0) return NaN;
  let [i, j] = [0, 0];
  let distance = 0;
  let value = Math.min(reference[0] ?? NaN, current[0] ?? NaN);
  while (i < reference.length || j < current.length) {
    while (reference[i] === value) i++;
    while (current[j] === value) j++;
    const next = Math.min(reference[i] ?? Infinity, current[j] ?? Infinity);
    if (next === Infinity) break;
    distance += (next - value) * Math.abs(i / reference.length - j / current.length);
    value = next;
  }
  return distance;
}
