import { axisY, barX, gridX, ruleX, ruleY } from '@observablehq/plot';
import type { ColumnImportance, Importance } from '../../core/model/evaluation-details.js';
import { draw } from '../page/draw.js';
import type { Html } from '../page/html.js';
import { metricName } from '../page/metric-text.js';

const MOST_COLUMNS = 20;
const ROW_HEIGHT = 26;

/** A bar is the mean over the repeats, its whisker one standard deviation to either side. */
export function importancePicture({ metric, columns }: Importance): Html {
  const shown = columns.slice(0, MOST_COLUMNS);
  const longest = Math.max(0, ...shown.map(({ column }) => column.length));
  return draw({
    ariaLabel: 'Permutation importance',
    width: 760,
    height: 50 + shown.length * ROW_HEIGHT,
    marginLeft: Math.min(260, 24 + longest * 7),
    marginRight: 24,
    marginBottom: 44,
    x: {
      label: `worsening of ${metricName(metric)} when the column is shuffled`,
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: 6,
      nice: true,
    },
    y: { domain: shown.map(({ column }) => column), label: null, padding: 0.3 },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 6 }),
      barX(shown, { y: 'column', x: 'mean', fill: 'var(--accent)', rx2: 3 }),
      ruleY(shown, {
        y: 'column',
        x1: ({ mean, deviation }: ColumnImportance) => mean - deviation,
        x2: ({ mean, deviation }: ColumnImportance) => mean + deviation,
        stroke: 'var(--ink)',
        strokeWidth: 1.5,
      }),
      ruleX([0], { stroke: 'var(--muted)' }),
      axisY({ label: null, tickSize: 0 }),
    ],
  });
}
