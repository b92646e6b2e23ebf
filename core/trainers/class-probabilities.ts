/** @param logits - Of the second class, shape [rows]. @returns Row-major, shape [rows, 2]. */
export function bothClasses(logits: Float64Array): Float64Array {
  const probabilities = new Float64Array(logits.length * 2);
  logits.forEach((logit, row) => {
    probabilities[row * 2] = 1 / (1 + Math.exp(logit));
    probabilities[row * 2 + 1] = 1 / (1 + Math.exp(-logit));
  });
  return probabilities;
}

/** @param scores - Row-major, shape [rows, classes]. @returns Of the same shape; every row adds up to 1. */
export function softmaxRows(scores: Float64Array, classes: number): Float64Array {
  const probabilities = new Float64Array(scores.length);
  for (let start = 0; start < scores.length; start += classes) {
    const row = scores.subarray(start, start + classes);
    const highest = row.reduce((high, score) => Math.max(high, score), -Infinity); // so that no exponential overflows
    const exponentials = row.map((score) => Math.exp(score - highest));
    const sum = exponentials.reduce((total, value) => total + value, 0);
    probabilities.set(
      exponentials.map((value) => value / sum),
      start,
    );
  }
  return probabilities;
}
