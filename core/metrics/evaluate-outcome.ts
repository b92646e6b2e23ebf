import type { Evaluation, Intervals } from '../model/evaluation.js';
import type { StageContext } from '../pipeline/stage-context.js';
import type { Column } from '../table/column.js';
import { bootstrapIntervals } from './bootstrap.js';
import type { Metric, Outcome } from './metric.js';
import { measureAll, measureDefined, metrics, requireTask } from './metrics.js';
import { evaluateSlice } from './slices.js';

export interface EvaluationRequest {
  /** Names of further metrics, beside those without a parameter. */
  readonly further: readonly string[];
  /** Of the bootstrap; 0: no intervals. */
  readonly resamples: number;
  /** Of the intervals: 0.95. */
  readonly confidence: number;
  /** Columns whose groups are measured one by one; as many rows as the outcome. */
  readonly slices: readonly { readonly name: string; readonly column: Column }[];
}

type Measured = Pick<Evaluation, 'metrics' | 'baseline' | 'intervals' | 'confidence' | 'slices'>;

/**
 * Measures an outcome, with intervals, beside its baseline, and its slices.
 *
 * @throws LeatError `METRIC_TASK` or `METRIC_UNDEFINED` for a metric that is asked for by name.
 */
export function evaluateOutcome(
  { outcome, baseline }: { outcome: Outcome; baseline: Outcome },
  { further, resamples, confidence, slices }: EvaluationRequest,
  { random, signal }: Pick<StageContext, 'random' | 'signal'>,
): Measured {
  const named = further.map((name) => requireTask(name, outcome.task));
  for (const metric of named) measureDefined(metric, outcome);
  const all: readonly Metric[] = [...metrics, ...named];
  const intervalsOf = (rows: Outcome, stream: string): { intervals?: Intervals } => {
    if (resamples === 0) return {};
    const request = { metrics: all, level: confidence, resamples };
    return { intervals: bootstrapIntervals(rows, request, { random: random.fork(stream), signal }) };
  };
  const sliced = slices.map((slice) =>
    evaluateSlice(outcome, slice, (rows, group) => ({
      metrics: measureAll(rows, named),
      ...intervalsOf(rows, `intervals/${slice.name}/${group}`),
    })),
  );
  return {
    metrics: measureAll(outcome, named),
    baseline: measureAll(baseline, named),
    ...intervalsOf(outcome, 'intervals'),
    ...(resamples > 0 && { confidence }),
    ...(sliced.length > 0 && { slices: sliced }),
  };
}
