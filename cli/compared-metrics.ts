import type { LeatClient } from '../client/connect.js';
import type { RunDetails } from '../client/runs.js';
import { evaluationsOf } from './evaluations-of.js';

/** A metric of the same stage in two runs; null where a run does not have it. */
export interface ComparedMetric {
  readonly stage: string;
  readonly metric: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** The metrics of two runs side by side, equal ones too. */
export async function comparedMetrics(runs: readonly RunDetails[], client: LeatClient): Promise<readonly ComparedMetric[]> {
  const [before = new Map<string, Metric>(), after = new Map<string, Metric>()] = await Promise.all(
    runs.map((run) => metricsOf(run, client)),
  );
  return [...new Map([...before, ...after])].map(([key, { stage, metric }]) => ({
    stage,
    metric,
    before: before.get(key)?.value ?? null,
    after: after.get(key)?.value ?? null,
  }));
}

interface Metric {
  readonly stage: string;
  readonly metric: string;
  readonly value: number;
}

async function metricsOf(run: RunDetails, client: LeatClient): Promise<Map<string, Metric>> {
  const evaluations = await evaluationsOf(run, client);
  const metrics = evaluations.flatMap(({ stage, evaluation }) =>
    Object.entries(evaluation.metrics).map(([metric, value]) => [`${stage} ${metric}`, { stage, metric, value }] as const),
  );
  return new Map(metrics);
}
