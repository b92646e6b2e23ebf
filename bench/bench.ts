/** One measured figure; the names are promises, see docs/benchmarks.md. */
export interface BenchLine {
  readonly bench: string;
  readonly case: string;
  readonly figure: string;
  /** The median when measured several times. */
  readonly value: number;
  readonly unit: string;
  readonly runs?: number;
  readonly min?: number;
  readonly max?: number;
  /** Name and version of another program that was measured in the same run. */
  readonly peer?: string;
}

export type Report = (line: BenchLine) => void;

/** Measures one thing, case by case, and reports a figure at a time. */
export interface Bench {
  /** In the order in which they are measured. */
  readonly cases: readonly string[];
  run(cases: readonly string[], report: Report): Promise<void>;
}
