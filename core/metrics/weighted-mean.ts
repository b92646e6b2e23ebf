interface Weighted {
  readonly actual: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly probabilities?: Float32Array | Float64Array | null;
  readonly weights?: Float64Array | undefined;
}

interface Kept {
  readonly actual: Weighted['actual'];
  readonly probabilities: Weighted['probabilities'];
  readonly terms: Float64Array;
}

const kept = new WeakMap<object, Map<string, Kept>>();

/** The mean of a term over rows, each counted as often as its weight says; NaN when nothing counts. */
export function weightedMean(outcome: Weighted, term: (row: number) => number): number {
  const { actual, weights } = outcome;
  let sum = 0;
  let total = 0;
  for (let row = 0; row < actual.length; row++) {
    const weight = weights?.[row] ?? 1;
    if (weight === 0) continue; // its term may be infinite
    sum += weight * term(row);
    total += weight;
  }
  return sum / total;
}

/**
 * The same, where the terms of weighted rows are kept by the predictions' identity: resampling asks for one mean
 * under a thousand weights.
 *
 * @param name - Of the metric whose terms they are.
 */
export function keptMean(outcome: Weighted, name: string, term: (row: number) => number): number {
  if (outcome.weights === undefined) return weightedMean(outcome, term);
  const { actual, predicted, probabilities } = outcome;
  let ofOutcome = kept.get(predicted);
  if (ofOutcome === undefined) kept.set(predicted, (ofOutcome = new Map<string, Kept>()));
  let known = ofOutcome.get(name);
  if (known?.actual !== actual || known.probabilities !== probabilities) {
    known = { actual, probabilities, terms: Float64Array.from({ length: actual.length }, (_, row) => term(row)) };
    ofOutcome.set(name, known);
  }
  const { terms } = known;
  return weightedMean(outcome, (row) => terms[row] ?? NaN);
}
