import type { ClassLabel, Task } from './signature.js';

export type Metrics = Readonly<Record<string, number>>;

/** What `evaluate` returns: figures of the exported graph on the test part. */
export interface Evaluation {
  readonly task: Task;
  readonly model: string;
  readonly rows: number;
  readonly metrics: Metrics;
  /** The same metrics of a dummy that ignores the features. */
  readonly baseline: Metrics;
  readonly classes?: readonly ClassLabel[];
  /** Shape [classes, classes]: rows are actual, columns predicted. */
  readonly confusion?: readonly (readonly number[])[];
  /** Digest of the report page (self-contained HTML). */
  readonly page: string | null;
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
