/** What a classifier said of rows whose class is known. Classes are indices into the signature's list. */
export interface ClassificationOutcome {
  readonly classes: number;
  /** Shape [rows]. */
  readonly actual: ArrayLike<number>;
  /** Shape [rows]. */
  readonly predicted: ArrayLike<number>;
  /** Row-major, shape [rows, classes]; null when the model gives none. */
  readonly probabilities: Float32Array | Float64Array | null;
  /** Shape [rows], each at least 0: how often a row counts. Left out: every row once. */
  readonly weights?: Float64Array | undefined;
}

/** What a regressor said of rows whose value is known; all of shape [rows]. */
export interface RegressionOutcome {
  readonly actual: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  /** Each at least 0: how often a row counts. Left out: every row once. */
  readonly weights?: Float64Array | undefined;
}

interface MetricFacts {
  /** As it stands in plans and evaluations: `f1Macro`, or with a parameter `topKAccuracy@3`. */
  readonly name: string;
  /** One line for the guide. */
  readonly summary: string;
  /** For the guide: what it answers where its formula has no value. "undefined" means NaN, see `measure`. */
  readonly degenerate: string;
  readonly higherIsBetter: boolean;
  /** A weight is how many places a row takes in a list: its unit matters, as it does to no other metric. */
  readonly weightsArePlaces?: boolean;
}

/** A figure of merit of classifiers, defined as scikit-learn defines it, edge cases too. */
export interface ClassificationMetric extends MetricFacts {
  readonly task: 'classification';
  readonly needs: 'labels' | 'probabilities';
  /** Only for two classes; the second one, `true` of booleans, is the positive one. */
  readonly binaryOnly?: boolean;
  /** A row of weight 0 counts as absent. @returns NaN where the outcome does not define it. */
  compute(outcome: ClassificationOutcome): number;
}

/** A figure of merit of regressors, defined as scikit-learn defines it, edge cases too. */
export interface RegressionMetric extends MetricFacts {
  readonly task: 'regression';
  /** A row of weight 0 counts as absent. @returns NaN where the outcome does not define it. */
  compute(outcome: RegressionOutcome): number;
}

export type Metric = ClassificationMetric | RegressionMetric;

/** Metrics that differ by one number, which stands behind an @ in their names: `topKAccuracy@3`. */
export interface MetricFamily {
  readonly name: string;
  /** What the number is called, for the guide and for refusals: `k`. */
  readonly parameter: string;
  /** Which numbers there are: `a whole number from 1`. */
  readonly expects: string;
  /** A number that people often take. */
  readonly example: number;
  admits(parameter: number): boolean;
  of(parameter: number): Metric;
}

export type Outcome = ({ readonly task: 'classification' } & ClassificationOutcome) | ({ readonly task: 'regression' } & RegressionOutcome);
