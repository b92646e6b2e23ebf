/**
 * Whole numbers close to `fraction` of each size, with the sum that rounding the total gives.
 *
 * @see The method of largest remainders (Hamilton); of equal remainders the earlier wins.
 */
export function apportion(sizes: readonly number[], fraction: number): number[] {
  const exact = sizes.map((size) => size * fraction);
  const parts = exact.map(Math.floor);
  const total = Math.round(sizes.reduce((sum, size) => sum + size, 0) * fraction);
  const left = total - parts.reduce((sum, part) => sum + part, 0);
  const remainder = (index: number): number => (exact[index] ?? 0) - (parts[index] ?? 0);
  const byRemainder = parts.map((_, index) => index).sort((one, other) => remainder(other) - remainder(one));
  for (const index of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}
