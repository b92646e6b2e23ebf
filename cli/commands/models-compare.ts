import { z } from 'zod';
import type { DescribedVersion } from '../../client/models.js';
import { compareJson } from '../../core/compare-json.js';
import { defineCommand } from '../define-command.js';
import { changeText } from '../text/change-text.js';
import { figureText } from '../text/figure-text.js';
import { tableText } from '../text/table-text.js';

export const modelsCompare = defineCommand({
  name: 'models compare',
  summary: 'Tell how two versions differ: metrics, trainer, what they take and give, where they came from',
  example: 'leat models compare churn churn:7',
  positional: ['before', 'after'],
  input: z.strictObject({
    before: z.string().describe('name (its champion), name@alias or name:version'),
    after: z.string().describe('the version to compare it with'),
  }),
  async run({ before, after }, context) {
    const { models } = await context.client();
    const [one, other] = [await models.describe(before), await models.describe(after)] as const;
    const metrics = metricsOf(one, other);
    const changes = compareJson(factsOf(one), factsOf(other));
    const rows = metrics.map(({ metric, ...values }) => [metric, valueText(values.before), '→', valueText(values.after)]);
    const lines = [
      context.terminal.paint('bold', `${nameOf(one)} → ${nameOf(other)}`),
      ...(rows.length === 0 ? ['neither has metrics'] : [tableText(rows)]),
      ...(changes.length === 0 ? ['nothing else differs'] : changes.map(changeText)),
    ];
    return { document: { before: nameOf(one), after: nameOf(other), metrics, changes }, text: lines.join('\n') };
  },
});

function nameOf({ version: { model, version } }: DescribedVersion): string {
  return `${model}:${String(version)}`;
}

/** What a person compares; metrics stand on their own. */
function factsOf({ card: { signature, trainer, notes, about, provenance } }: DescribedVersion): unknown {
  return { signature, trainer, notes, about, provenance };
}

interface MetricPair {
  readonly metric: string;
  readonly before: number | null;
  readonly after: number | null;
}

function metricsOf(one: DescribedVersion, other: DescribedVersion): readonly MetricPair[] {
  const [before = {}, after = {}] = [one.evaluation?.metrics, other.evaluation?.metrics];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((metric) => ({
    metric,
    before: before[metric] ?? null,
    after: after[metric] ?? null,
  }));
}

function valueText(value: number | null): string {
  return value === null ? '–' : figureText(value);
}
