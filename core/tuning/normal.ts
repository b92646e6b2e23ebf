const ROOT_PI = Math.sqrt(Math.PI);

/** From here on the continued fraction is exact to the last digits; below it the series is. */
const TAIL = 2.5;

/** Share of a normal distribution with mean 0 and deviation 1 that lies below `z`. */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const tail = x < TAIL ? 0.5 - errorIntegral(x) / 2 : upperTail(x) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** Logarithm of the share between `from` and `to`; taken on the side where the shares are small, so that they do not cancel. */
export function logNormalMass(from: number, to: number): number {
  return Math.log(from > 0 ? normalCdf(-from) - normalCdf(-to) : normalCdf(to) - normalCdf(from));
}

/** erf by a series whose terms are all positive. @see Abramowitz & Stegun, 7.1.6. */
function errorIntegral(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / ROOT_PI) * Math.exp(-x * x) * sum;
}

/** erfc by a continued fraction, from its 60th level up. @see Abramowitz & Stegun, 7.1.14. */
function upperTail(x: number): number {
  let fraction = x;
  for (let level = 60; level > 0; level--) fraction = x + level / 2 / fraction;
  return Math.exp(-x * x) / (ROOT_PI * fraction);
}

/** The number below which the share `p` of the distribution lies: by bisection, since it is drawn some dozens of times a trial. */
export function truncatedNormal(p: number, { from, to }: { from: number; to: number }): number {
  const below = normalCdf(from);
  const wanted = below + p * (normalCdf(to) - below);
  let [low, high] = [from, to];
  for (let halving = 0; halving < 60 && high - low > 1e-12 * Math.max(1, Math.abs(low)); halving++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
