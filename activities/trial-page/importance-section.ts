import { axisY, barX, gridX } from '@observablehq/plot';
import type { HyperparameterImportance } from '../../core/tuning/hyperparameter-importance.js';
import { draw } from '../page/draw.js';
import type { Html } from '../page/html.js';

const ROW_HEIGHT = 26;

/** How much of what trials differ by each hyperparameter tells. */
export function hyperparameterPicture(importances: readonly HyperparameterImportance[]): Html {
  const longest = Math.max(...importances.map(({ name }) => name.length));
  return draw({
    ariaLabel: 'Importance of hyperparameters',
    width: 760,
    height: 50 + importances.length * ROW_HEIGHT,
    marginLeft: Math.min(260, 24 + longest * 7),
    marginRight: 24,
    marginBottom: 44,
    x: {
      label: 'share of the differences between trials',
      labelAnchor: 'center',
      labelArrow: 'none',
      domain: [0, 1],
      percent: false,
      ticks: 6,
    },
    y: { domain: importances.map(({ name }) => name), label: null, padding: 0.3 },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 6 }),
      barX(importances, { y: 'name', x: 'share', fill: 'var(--accent)', rx2: 3 }),
      axisY({ label: null, tickSize: 0 }),
    ],
  });
}
