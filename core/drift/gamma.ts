/** @see Lanczos, SIAM Journal on Numerical Analysis 1 (1964), with Godfrey's coefficients for g = 7. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

const MOST_TERMS = 10_000;
const PRECISION = 1e-15;

/** Natural logarithm of the gamma function, for positive numbers. */
export function logGamma(value: number): number {
  const [first = 0, ...rest] = LANCZOS;
  const shifted = value - 1;
  const sum = rest.reduce((total, coefficient, index) => total + coefficient / (shifted + index + 1), first);
  const base = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}

/**
 * Regularised upper incomplete gamma function Q(shape, value): by its series below shape + 1, else by its
 * continued fraction.
 *
 * @see Press et al., Numerical Recipes, 3rd ed. (2007), ch. 6.2.
 */
export function upperGamma(shape: number, value: number): number {
  if (value <= 0) return 1;
  const scale = Math.exp(shape * Math.log(value) - value - logGamma(shape));
  return value < shape + 1 ? 1 - scale * lowerSeries(shape, value) : scale * upperFraction(shape, value);
}

function lowerSeries(shape: number, value: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && term > sum * PRECISION; n++) {
    term *= value / (shape + n);
    sum += term;
  }
  return sum;
}

/** By Lentz's method. */
function upperFraction(shape: number, value: number): number {
  const tiny = 1e-300;
  let b = value + 1 - shape;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const a = n * (shape - n);
    b += 2;
    d = 1 / nonZero(a * d + b, tiny);
    c = nonZero(b + a / c, tiny);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return fraction;
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
