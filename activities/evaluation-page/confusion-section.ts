import { axisX, axisY, cell, text } from '@observablehq/plot';
import type { ClassLabel } from '../../core/model/signature.js';
import { draw } from '../page/draw.js';
import type { Html } from '../page/html.js';

const CELL = 72;
const MOST_LABELLED = 16;

/** Rows are actual classes, columns predicted ones; the shade is the share of the actual class. */
export function confusionPicture(classes: readonly ClassLabel[], confusion: readonly (readonly number[])[]): Html {
  const labels = classes.map(String);
  const cells = confusion.flatMap((row, actual) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({
      actual: labels[actual],
      predicted: labels[predicted],
      count,
      share: total > 0 ? count / total : 0,
    }));
  });
  const side = classes.length > 8 ? 34 : CELL;
  const longest = Math.max(...labels.map((label) => label.length));
  const margin = Math.min(180, 24 + longest * 7);
  return draw({
    ariaLabel: 'Confusion matrix',
    width: margin + 24 + side * classes.length,
    height: 64 + side * classes.length,
    marginLeft: margin,
    marginTop: 56,
    marginBottom: 8,
    padding: 0.04,
    x: { domain: labels },
    y: { domain: labels },
    marks: [
      axisX({ anchor: 'top', label: 'predicted', labelAnchor: 'center', labelArrow: 'none', tickSize: 0 }),
      axisY({ label: 'actual', labelAnchor: 'center', labelArrow: 'none', tickSize: 0 }),
      cell(cells, {
        x: 'predicted',
        y: 'actual',
        fill: 'var(--accent)',
        fillOpacity: ({ share }: { share: number }) => 0.05 + share * 0.95,
        rx: 4,
      }),
      ...(classes.length > MOST_LABELLED
        ? []
        : [
            text(cells, {
              x: 'predicted',
              y: 'actual',
              text: 'count',
              fontWeight: 600,
              fontSize: side > 50 ? 15 : 11,
              fill: ({ share }: { share: number }) => (share > 0.5 ? 'var(--paper)' : 'var(--ink)'),
            }),
          ]),
    ],
  });
}
