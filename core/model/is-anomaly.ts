/** What scikit-learn calls the two kinds of rows. */
export const ANOMALY = -1;
export const NORMAL = 1;

/** Whether a score says that a row is an anomaly, as the graph decides it: both are float32 numbers. */
export function isAnomaly(score: number, threshold: number): boolean {
  return score > threshold;
}
