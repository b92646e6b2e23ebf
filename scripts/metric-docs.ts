import { driftMeasures } from '../core/drift/measures.js';
import type { Metric } from '../core/metrics/metric.js';
import { exampleName, metricFamilies, metricOf, metrics } from '../core/metrics/metrics.js';

/** The tables of docs/guides/evaluation.md, each between comments that name it. */
const tables: Readonly<Record<string, () => string>> = {
  classification: () => metricTable('classification'),
  regression: () => metricTable('regression'),
  drift: () =>
    table(
      ['`by`', 'default threshold', 'source'],
      Object.entries(driftMeasures).map(([name, { threshold, isPValue, source }]) => [
        `\`${name}\``,
        isPValue ? `p < ${String(threshold)} / columns` : `> ${String(threshold)}`,
        source,
      ]),
    ),
};

/** The guide with its tables written anew. */
export function withTables(guide: string): string {
  return Object.entries(tables).reduce((text, [name, written]) => {
    const place = new RegExp(`(?<=<!-- table: ${name} -->\\n)[^]*?(?=\\n<!-- end -->)`);
    return text.replace(place, () => `\n${written()}`);
  }, guide);
}

function metricTable(task: Metric['task']): string {
  const rows = metrics.filter((metric) => metric.task === task).map((metric) => ({ metric, named: metric.name }));
  const families = metricFamilies
    .map((family) => ({
      metric: metricOf(exampleName(family)),
      named: `${family.name}@${family.parameter}`,
      expects: `${family.parameter}: ${family.expects}`,
    }))
    .filter(({ metric }) => metric.task === task);
  return table(
    ['metric', 'what it is', 'degenerate rows'],
    [...rows, ...families].map(({ metric, named, ...more }) => [
      `\`${named}\` ${metric.higherIsBetter ? '↑' : '↓'}`,
      'expects' in more ? `${metric.summary}; ${String(more.expects)}` : metric.summary,
      metric.degenerate,
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n') + '\n';
}
