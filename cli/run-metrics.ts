import type { LeatClient } from '../client/connect.js';
import type { RunDetails } from '../client/runs.js';
import { evaluationsOf } from './evaluations-of.js';

/**
 * The metrics of a run: those of its evaluations on test rows, and where a stage searched or selected, the
 * cross-validation score of its best. A metric of several stages has the stage's name before it.
 */
export async function runMetrics(run: RunDetails, client: LeatClient): Promise<ReadonlyMap<string, number>> {
  const evaluated = (await evaluationsOf(run, client)).flatMap(({ stage, evaluation }) =>
    Object.entries(evaluation.metrics).map(([metric, value]) => ({ stage, metric, value })),
  );
  const stages = new Set(evaluated.map(({ stage }) => stage));
  const isOnly = stages.size < 2;
  const metrics = new Map(evaluated.map(({ stage, metric, value }) => [isOnly ? metric : `${stage} ${metric}`, value]));
  for (const { name, outputs, figures } of run.stages) {
    if (!Object.values(outputs).some(({ kind }) => kind === 'candidate')) continue;
    for (const [figure, value] of Object.entries(figures)) {
      if (typeof value === 'number' && !COUNTS.includes(figure)) metrics.set(`${name} ${figure}`, value);
    }
  }
  return metrics;
}

/** Figures of stages that search or select which are no scores. */
const COUNTS = ['rows', 'candidates', 'trials', 'failed'];
