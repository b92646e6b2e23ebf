/** What was found in one window of a model's predictions: plain figures, so that windows make time lines. */
export interface Findings {
  readonly rows: number;
  readonly labelled: number;
  /** Figures by name: `drift.COLUMN`, `metric.accuracy`, `errorRate`, `latencyP95Ms` and others. */
  readonly figures: Readonly<Record<string, number>>;
  /** What is wrong, a sentence each, by kind. */
  readonly drift: readonly string[];
  readonly degraded: readonly string[];
  readonly quality: readonly string[];
  /** Why a new version was asked for; null: none was. */
  readonly retrain: string | null;
  /** When it was, which may be long after the window. */
  readonly askedAt?: string;
}
