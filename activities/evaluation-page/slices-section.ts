import { axisX, axisY, dot, gridX, ruleY } from '@observablehq/plot';
import type { GroupEvaluation, SliceEvaluation } from '../../core/model/evaluation.js';
import { draw } from '../page/draw.js';
import { html, type Html } from '../page/html.js';
import { intervalText } from './interval-text.js';
import { metricName, numberText } from '../page/metric-text.js';

const ROW_HEIGHT = 34;
const MOST_METRICS = 4;
const MISSING = '(missing)';

/** A column's groups side by side: the first of the wanted metrics in which they differ as a picture, all of them as a table with the gap. */
export function sliceSection({ column, groups, gaps }: SliceEvaluation, wanted: readonly string[]): Html {
  const shown = wanted.filter((name) => groups.some(({ metrics }) => name in metrics)).slice(0, MOST_METRICS);
  const first = shown.find((name) => (gaps[name]?.gap ?? 0) > 0);
  const rows = groups.map(
    (group) =>
      html`<tr>
        <th scope="row">${group.group ?? MISSING}</th>
        <td>${group.rows.toLocaleString('en-US')}</td>
        ${shown.map((name) => html`<td>${numberText(group.metrics[name] ?? NaN)}${intervalText(group.intervals?.[name])}</td>`)}
      </tr>`,
  );
  const gapCells = shown.map((name) => {
    const gap = gaps[name];
    return gap === undefined || gap.gap === 0
      ? html`<td>–</td>`
      : html`<td>${numberText(gap.gap)}<small>worst: ${gap.worst ?? MISSING}</small></td>`;
  });
  return html`<h3>By ${column}</h3>
    ${first === undefined ? '' : groupsPicture(groups, { column, metric: first })}
    <table class="slices">
      <thead>
        <tr>
          <th>${column}</th>
          <th>Rows</th>
          ${shown.map((name) => html`<th>${metricName(name)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Gap</th>
          <td></td>
          ${gapCells}
        </tr>
      </tfoot>
    </table>`;
}

/** A dot is a group's figure, its whisker the confidence interval. */
function groupsPicture(groups: readonly GroupEvaluation[], { column, metric }: { column: string; metric: string }): Html {
  const points = groups.flatMap(({ group, metrics, intervals }) => {
    const value = metrics[metric];
    const { lower = value, upper = value } = intervals?.[metric] ?? {};
    return value === undefined ? [] : [{ group: group ?? MISSING, value, lower, upper }];
  });
  const longest = Math.max(0, ...points.map(({ group }) => group.length));
  return draw({
    ariaLabel: `${metricName(metric)} by ${column}`,
    width: 760,
    height: 50 + points.length * ROW_HEIGHT,
    marginLeft: Math.min(260, 24 + longest * 8),
    marginRight: 24,
    marginBottom: 44,
    x: { ticks: 6, nice: true },
    y: { domain: points.map(({ group }) => group), label: null },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 6 }),
      ruleY(points, { y: 'group', x1: 'lower', x2: 'upper', stroke: 'var(--accent)', strokeWidth: 3, strokeOpacity: 0.4 }),
      dot(points, { y: 'group', x: 'value', r: 5, fill: 'var(--accent)' }),
      axisX({ label: metricName(metric), labelAnchor: 'center', labelArrow: 'none', ticks: 6 }),
      axisY({ label: null, tickSize: 0 }),
    ],
  });
}
