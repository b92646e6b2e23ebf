import type { ClassLabel, ModelTask } from './signature.js';

export type Metrics = Readonly<Record<string, number>>;

/** Where a metric of all rows that there could be lies, with the level of confidence that the evaluation names. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** By metric; those that are not defined in nine of ten resamples are left out. */
export type Intervals = Readonly<Record<string, Interval>>;

/** One group of a column, measured by itself. */
export interface GroupEvaluation {
  /** As people read it; null where the value is missing. */
  readonly group: string | null;
  readonly rows: number;
  readonly metrics: Metrics;
  readonly intervals?: Intervals;
}

/** Between the best and the worst group. */
export interface Gap {
  readonly gap: number;
  readonly best: string | null;
  readonly worst: string | null;
}

export interface SliceEvaluation {
  readonly column: string;
  readonly groups: readonly GroupEvaluation[];
  /** By metric, over the groups of at least 20 rows. */
  readonly gaps: Readonly<Record<string, Gap>>;
}

/** What `evaluate` returns: figures of the exported graph on the test part. */
export interface Evaluation {
  readonly task: ModelTask;
  readonly model: string;
  readonly rows: number;
  readonly metrics: Metrics;
  /** Of clusters: rows that the silhouette is of, drawn at random where there are more; absent where it is not known. */
  readonly silhouetteRows?: number;
  /** By the bootstrap; absent when no resamples were asked for. */
  readonly intervals?: Intervals;
  /** Of the intervals: 0.95. */
  readonly confidence?: number;
  /** Column that says how much each row counts. */
  readonly weightColumn?: string;
  readonly slices?: readonly SliceEvaluation[];
  /** The same metrics of a dummy that ignores the features; none for a model that learned without a target. */
  readonly baseline: Metrics;
  readonly classes?: readonly ClassLabel[];
  /** Shape [classes, classes]: rows are actual, columns predicted. */
  readonly confusion?: readonly (readonly number[])[];
}

/** What `register` returns: a version exists, or the gate said no and why. */
export interface RegisteredVersion {
  readonly model: string;
  readonly version: number;
  readonly artifact: string;
}

/** What `deploy` returns. */
export interface Deployment {
  readonly model: string;
  readonly version: number;
  readonly alias: string;
}
