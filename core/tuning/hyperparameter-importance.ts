/** How much of what trials differ by is told by one hyperparameter alone. */
export interface HyperparameterImportance {
  readonly name: string;
  /** Share of the variance of the scores, 0 to 1. */
  readonly share: number;
  /** Trials that have the hyperparameter. */
  readonly trials: number;
}

/** Fewer trials than this tell nothing. */
const FEWEST_TRIALS = 8;
const MOST_GROUPS = 4;

/**
 * The share of the variance between groups of trials that are alike in a hyperparameter: quarters of its values, or its
 * values where there are few. Corrected for groups of this number telling something by chance.
 *
 * @param scores - Shape [trials].
 * @param values - By name, shape [trials]: undefined where the hyperparameter plays no part.
 * @returns Most important first.
 * @see Hays, Statistics for Psychologists (1963): omega squared.
 */
export function hyperparameterImportance(
  scores: readonly number[],
  values: ReadonlyMap<string, readonly unknown[]>,
): HyperparameterImportance[] {
  const told = [...values].map(([name, column]) => {
    const pairs = column.flatMap((value, trial): Pair[] => (value === undefined ? [] : [{ value, score: scores[trial] ?? 0 }]));
    return { name, trials: pairs.length, share: pairs.length < FEWEST_TRIALS ? 0 : omegaSquared(groupsOf(pairs)) };
  });
  return told.sort((left, right) => right.share - left.share);
}

interface Pair {
  readonly value: unknown;
  readonly score: number;
}

function groupsOf(pairs: readonly Pair[]): number[][] {
  const distinct = new Set(pairs.map(({ value }) => value));
  const groups = new Map<unknown, number[]>();
  const isNumeric = pairs.every(({ value }) => typeof value === 'number');
  const sorted = isNumeric ? pairs.toSorted((left, right) => Number(left.value) - Number(right.value)) : pairs;
  sorted.forEach(({ value, score }, place) => {
    const key = distinct.size > MOST_GROUPS && isNumeric ? Math.floor((place * MOST_GROUPS) / sorted.length) : value;
    groups.set(key, [...(groups.get(key) ?? []), score]);
  });
  return [...groups.values()];
}

function omegaSquared(groups: readonly (readonly number[])[]): number {
  const all = groups.flat();
  const within = groups.reduce((sum, group) => sum + squares(group), 0);
  const total = squares(all);
  if (total === 0 || groups.length < 2 || all.length <= groups.length) return 0;
  const noise = within / (all.length - groups.length);
  return Math.max(0, (total - within - (groups.length - 1) * noise) / (total + noise));
}

function squares(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
