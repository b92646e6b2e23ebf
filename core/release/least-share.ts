/** Of a normal distribution: 95 % from both sides. */
const Z = 1.96;

/** Lower end of the 95 % interval of a share. @see Wilson, Journal of the American Statistical Association 22 (1927). */
export function leastShare(few: number, many: number): number {
  const share = few / many;
  const square = Z ** 2 / many;
  return (share + square / 2 - Math.sqrt(share * (1 - share) * square + square ** 2 / 4)) / (1 + square);
}
