import type { Evaluation } from './evaluation.js';
import type { ClassLabel } from './signature.js';

/** One point of a curve; what x and y are is said by the field that holds the curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** A curve of one class against the rest; at most CURVE_POINTS points, x never falls. */
export interface ClassCurve {
  readonly class: ClassLabel;
  readonly points: readonly CurvePoint[];
}

/** Rows whose predicted probability of a class falls into one of ten equal bins. */
export interface CalibrationBin {
  /** Mean predicted probability of the bin's rows. */
  readonly predicted: number;
  /** Share of the bin's rows that are of the class. */
  readonly observed: number;
  readonly rows: number;
}

export interface ClassCalibration {
  readonly class: ClassLabel;
  /** Bins without rows are left out. */
  readonly bins: readonly CalibrationBin[];
}

export interface ClassificationDetails {
  /** x: false positive rate, y: true positive rate. For two classes only the second, else one a class. */
  readonly roc: readonly ClassCurve[];
  /** x: recall, y: precision. */
  readonly precisionRecall: readonly ClassCurve[];
  readonly calibration: readonly ClassCalibration[];
}

export interface HistogramBin {
  /** Inclusive. */
  readonly from: number;
  /** Exclusive, but for the last bin. */
  readonly to: number;
  readonly rows: number;
}

export interface RegressionDetails {
  /** A sample of the test rows. */
  readonly points: readonly { readonly actual: number; readonly predicted: number }[];
  /** Of predicted − actual, over all rows. */
  readonly residuals: readonly HistogramBin[];
}

/** How much worse a metric gets when one raw column is shuffled; 0 or less means that the model does not need it. */
export interface ColumnImportance {
  readonly column: string;
  readonly mean: number;
  /** Standard deviation over the repeats (n − 1). */
  readonly deviation: number;
}

export interface Importance {
  readonly metric: string;
  readonly repeats: number;
  /** Test rows that were used. */
  readonly rows: number;
  /** Most important first. */
  readonly columns: readonly ColumnImportance[];
}

/** All that the evaluation page shows. */
export interface EvaluationDetails {
  readonly evaluation: Evaluation;
  readonly target: string;
  readonly trainer: string;
  /** Present when the task is classification and the model gives probabilities. */
  readonly classification?: ClassificationDetails;
  /** Present when the task is regression. */
  readonly regression?: RegressionDetails;
  readonly importance: Importance;
}
