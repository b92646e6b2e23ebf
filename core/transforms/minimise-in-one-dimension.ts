const GOLDEN = (3 - Math.sqrt(5)) / 2;
/** Of the minimum's place, relative: about the root of a float64's precision, more cannot be had from values alone. */
const TOLERANCE = 1.48e-8;
const MOST_ITERATIONS = 500;

interface Point {
  readonly at: number;
  readonly value: number;
}

/**
 * Where a function of one number is smallest, near the given points: they are moved downhill until the minimum
 * is between, which is then narrowed down by parabolas and, where these do not help, by golden sections.
 *
 * @see Brent, Algorithms for Minimization without Derivatives (1973), ch. 5.
 */
export function minimiseInOneDimension(value: (at: number) => number, { from, to }: { from: number; to: number }): number {
  const measure = (at: number): Point => ({ at, value: value(at) });
  let [low, high] = surround(measure, { from, to });
  let best = measure(low + GOLDEN * (high - low));
  let second = best;
  let third = best;
  let step = 0;
  let stepBefore = 0;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const middle = (low + high) / 2;
    const precision = TOLERANCE * Math.abs(best.at) + 1e-11;
    if (Math.abs(best.at - middle) <= 2 * precision - (high - low) / 2) break;
    const parabolic = lowestOfParabola(best, second, third);
    const helps =
      Math.abs(stepBefore) > precision &&
      Math.abs(parabolic) < Math.abs(stepBefore / 2) &&
      best.at + parabolic > low &&
      best.at + parabolic < high;
    stepBefore = helps ? step : (best.at < middle ? high : low) - best.at;
    step = helps ? parabolic : GOLDEN * stepBefore;
    const next = measure(best.at + (Math.abs(step) >= precision ? step : Math.sign(step) * precision));
    if (next.value <= best.value) {
      if (next.at < best.at) high = best.at;
      else low = best.at;
      [best, second, third] = [next, best, second];
    } else {
      if (next.at < best.at) low = next.at;
      else high = next.at;
      if (next.value <= second.value || second.at === best.at) [second, third] = [next, second];
      else if (next.value <= third.value || third.at === best.at || third.at === second.at) third = next;
    }
  }
  return best.at;
}

/** @returns The step from the best point to the vertex of the parabola through the three; NaN where there is none. */
function lowestOfParabola(best: Point, second: Point, third: Point): number {
  const left = (best.at - second.at) * (best.value - third.value);
  const right = (best.at - third.at) * (best.value - second.value);
  return -((best.at - second.at) * left - (best.at - third.at) * right) / (2 * (left - right));
}

/** Two ends between which a point is lower than both. */
function surround(measure: (at: number) => Point, { from, to }: { from: number; to: number }): [low: number, high: number] {
  let [behind, ahead] = [measure(from), measure(to)];
  if (behind.value < ahead.value) [behind, ahead] = [ahead, behind];
  let beyond = measure(ahead.at + 1.618034 * (ahead.at - behind.at));
  for (let iteration = 0; beyond.value < ahead.value && iteration < MOST_ITERATIONS; iteration++) {
    [behind, ahead] = [ahead, beyond];
    beyond = measure(ahead.at + 1.618034 * (ahead.at - behind.at));
  }
  return behind.at < beyond.at ? [behind.at, beyond.at] : [beyond.at, behind.at];
}
