/** What a classifier said of rows whose class is known. Classes are indices into the signature's list. */
export interface ClassificationOutcome {
  readonly classes: number;
  /** Shape [rows]. */
  readonly actual: ArrayLike<number>;
  /** Shape [rows]. */
  readonly predicted: ArrayLike<number>;
  /** Row-major, shape [rows, classes]; null when the model gives none. */
  readonly probabilities: Float32Array | Float64Array | null;
}

/** What a regressor said of rows whose value is known; both of shape [rows]. */
export interface RegressionOutcome {
  readonly actual: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
}

interface MetricFacts {
  readonly name: string;
  readonly higherIsBetter: boolean;
}

/** A figure of merit of classifiers, defined as scikit-learn defines it, edge cases too. */
export interface ClassificationMetric extends MetricFacts {
  readonly task: 'classification';
  readonly needs: 'labels' | 'probabilities';
  /** Only for two classes; the second one, `true` of booleans, is the positive one. */
  readonly binaryOnly?: boolean;
  /** @returns NaN where the outcome does not define it. */
  compute(outcome: ClassificationOutcome): number;
}

/** A figure of merit of regressors, defined as scikit-learn defines it, edge cases too. */
export interface RegressionMetric extends MetricFacts {
  readonly task: 'regression';
  compute(outcome: RegressionOutcome): number;
}

export type Metric = ClassificationMetric | RegressionMetric;

export type Outcome = ({ readonly task: 'classification' } & ClassificationOutcome) | ({ readonly task: 'regression' } & RegressionOutcome);
