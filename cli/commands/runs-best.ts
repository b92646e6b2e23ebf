import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { metricOf } from '../../core/metrics/metrics.js';
import { suggestName } from '../../core/nearest-name.js';
import { defineCommand } from '../define-command.js';
import { runMetrics } from '../run-metrics.js';
import { figureText } from '../text/figure-text.js';
import { tableText } from '../text/table-text.js';

export const runsBest = defineCommand({
  name: 'runs best',
  summary: 'List the runs of a pipeline by a metric, best first',
  example: 'leat runs best --pipeline penguins --metric f1Macro',
  input: z.strictObject({
    pipeline: z.string().describe('name of the pipeline').meta({ placeholder: 'name' }),
    metric: z.string().describe('of the evaluation, or with its stage before it: "tune logLoss"').meta({ placeholder: 'metric' }),
    tag: z.array(z.string()).default([]).describe('only runs with this tag; repeatable').meta({ placeholder: 'name=value' }),
    limit: z.coerce.number().int().positive().max(1000).default(10).describe('how many at most').meta({ placeholder: 'count' }),
    among: z.coerce.number().int().positive().max(10_000).default(200).describe('look at the newest runs').meta({ placeholder: 'count' }),
  }),
  async run({ pipeline, metric, tag, limit, among }, context) {
    const client = await context.client();
    const { higherIsBetter } = metricOf(metric.split(' ').at(-1) ?? metric);
    const runs = await client.runs.list({ pipeline, state: 'completed', limit: among });
    const tagged = runs.filter(({ tags }) =>
      tag.every((pair) => Object.entries(tags).some(([name, value]) => pair === `${name}=${value}`)),
    );
    const known = new Set<string>();
    const found = [];
    for (const run of tagged) {
      const metrics = await runMetrics(await client.runs.get(run.id), client);
      for (const name of metrics.keys()) known.add(name);
      const value = metrics.get(metric);
      if (value !== undefined)
        found.push({ id: run.id, [metric]: value, value, params: run.params, tags: run.tags, startedAt: run.startedAt });
    }
    if (found.length === 0 && known.size > 0) {
      throw new LeatError('METRIC_UNKNOWN', `no run of "${pipeline}" has the metric "${metric}"; ${suggestName(metric, [...known])}`);
    }
    const best = found.sort((left, right) => (higherIsBetter ? right.value - left.value : left.value - right.value)).slice(0, limit);
    const head = ['RUN', metric, 'STARTED', 'PARAMETERS', 'TAGS'].map((title) => context.terminal.paint('dim', title));
    const rows = best.map(({ id, value, startedAt, params, tags }) => [
      id,
      figureText(value),
      startedAt.toISOString().replace('T', ' ').slice(0, 19),
      pairsText(params),
      pairsText(tags),
    ]);
    return { document: { metric, runs: best }, text: best.length === 0 ? 'no runs' : tableText([head, ...rows]) };
  },
});

function pairsText(pairs: Readonly<Record<string, unknown>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}
