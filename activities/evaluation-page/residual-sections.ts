import { dot, gridX, gridY, line, rectY, ruleX, ruleY } from '@observablehq/plot';
import type { RegressionDetails } from '../../core/model/evaluation-details.js';
import { draw } from '../page/draw.js';
import type { Html } from '../page/html.js';

const grid = { stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 };
const axis = { ticks: 5, labelAnchor: 'center', labelArrow: 'none', nice: true } as const;
const size = { width: 340, height: 320, marginLeft: 60, marginBottom: 46, inset: 6 };

/** On the dashed line prediction and truth are equal. */
export function predictedPicture({ points }: Pick<RegressionDetails, 'points'>): Html {
  const values = points.flatMap(({ actual, predicted }) => [actual, predicted]);
  const [least, most] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  return draw({
    ariaLabel: 'Predicted against actual values',
    ...size,
    x: { ...axis, label: 'actual' },
    y: { ...axis, label: 'predicted' },
    marks: [
      gridX(grid),
      gridY(grid),
      line(
        [
          [least, least],
          [most, most],
        ],
        { stroke: 'var(--muted)', strokeDasharray: '4 4' },
      ),
      dot(points, { x: 'actual', y: 'predicted', r: 2.5, fill: 'var(--accent)', fillOpacity: 0.45 }),
    ],
  });
}

export function residualsPicture({ residuals }: Pick<RegressionDetails, 'residuals'>): Html {
  return draw({
    ariaLabel: 'Residuals',
    ...size,
    x: { ...axis, label: 'predicted − actual' },
    y: { ...axis, label: 'rows' },
    marks: [
      gridY(grid),
      rectY(residuals, { x1: 'from', x2: 'to', y: 'rows', fill: 'var(--accent)', inset: 0.5 }),
      ruleY([0], { stroke: 'var(--muted)' }),
      ruleX([0], { stroke: 'var(--ink)', strokeDasharray: '4 4' }),
    ],
  });
}
