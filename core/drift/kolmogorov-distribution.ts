/**
 * Probability that the Kolmogorov statistic of so many rows is at most `statistic`: the limiting distribution
 * with three terms of correction, good to 1e-8 from 250 rows up.
 *
 * @see Pelz & Good, Journal of the Royal Statistical Society B 38 (1976), as in Simard & L'Ecuyer,
 * Journal of Statistical Software 39 (2011).
 */
export function kolmogorovDistribution(statistic: number, rows: number): number {
  const z = Math.sqrt(rows) * statistic;
  if (z < 0.04) return 0; // less than any double
  if (z * z >= 18) return 1;
  const [first, second, third, fourth] = expansion(z);
  return first + second / Math.sqrt(rows) + third / rows + fourth / rows ** 1.5;
}

type Terms = [number, number, number, number];

/** The limit and its corrections by 1/√rows, 1/rows and 1/rows^1.5. */
function expansion(z: number): Terms {
  const [pi2, pi4, pi6] = [Math.PI ** 2, Math.PI ** 4, Math.PI ** 6];
  const [z2, z4, z6, z8] = [z ** 2, z ** 4, z ** 6, z ** 8];
  const root = Math.sqrt(2 * Math.PI);
  const terms: Terms = [0, 0, 0, 0];
  const last = Math.ceil((16 * z) / Math.PI);
  for (let k = last; k >= 1; k--) {
    const m2 = (2 * k - 1) ** 2;
    const share = Math.exp((-pi2 * m2) / (8 * z2));
    terms[0] += share;
    terms[1] += share * (-z2 + (pi2 / 4) * m2);
    terms[2] += share * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * pi2 * m2) / 4 + (pi4 * (1 - 2 * z2) * m2 ** 2) / 16);
    terms[3] +=
      share *
      (-30 * z6 -
        90 * z8 +
        (pi2 * (135 * z4 - 96 * z6) * m2) / 4 +
        (pi4 * (-60 * z2 + 212 * z4) * m2 ** 2) / 16 +
        (pi6 * (5 - 30 * z2) * m2 ** 3) / 64);
  }
  const divisors: Terms = [z, 6 * z4, 72 * z ** 7, 6480 * z ** 10];
  divisors.forEach((divisor, index) => (terms[index] = ((terms[index] ?? 0) * root) / divisor));
  for (let k = last; k >= 1; k--) {
    const share = Math.exp((-pi2 * k ** 2) / (2 * z2)) * k ** 2;
    terms[2] -= (share * pi2 * root) / (36 * z ** 3);
    terms[3] += (share * (3 * z2 - pi2 * k ** 2) * pi2 * root) / (216 * z6);
  }
  return terms;
}
