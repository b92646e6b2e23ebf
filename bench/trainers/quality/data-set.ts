/** Rows to predict from, before they are features. */
export interface DataSet {
  readonly name: string;
  /** Regression is measured by rmse, two classes by rocAuc, more by accuracy. */
  readonly metric: 'rmse' | 'rocAuc' | 'accuracy';
  /** Columns of numbers, where NaN is missing, or of texts; each of as many rows as the target. */
  readonly columns: readonly (readonly number[] | readonly string[])[];
  /** Texts are classes. */
  readonly target: readonly number[] | readonly string[];
}
