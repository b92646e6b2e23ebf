import { dot, gridX, gridY, line, type Markish } from '@observablehq/plot';
import type { ClassCalibration, ClassCurve } from '../../core/model/evaluation-details.js';
import type { ClassLabel } from '../../core/model/signature.js';
import { draw } from '../page/draw.js';
import type { Html } from '../page/html.js';
import { colourOf } from '../page/series.js';

/** Every class keeps its colour through all pictures. */
export function rocPicture(curves: readonly ClassCurve[], classes: readonly ClassLabel[]): Html {
  return square('ROC curve', ['false positive rate', 'true positive rate'], [diagonal(), ...curveMarks(curves, classes)]);
}

export function precisionRecallPicture(curves: readonly ClassCurve[], classes: readonly ClassLabel[]): Html {
  return square('Precision–recall curve', ['recall', 'precision'], curveMarks(curves, classes));
}

/** A dot's area tells how many rows are behind it. */
export function calibrationPicture(calibration: readonly ClassCalibration[], classes: readonly ClassLabel[]): Html {
  const marks = calibration.flatMap(({ class: label, bins }) => {
    const colour = colourOf(classes.indexOf(label));
    const options = { x: 'predicted', y: 'observed' };
    return [
      line(bins, { ...options, stroke: colour, strokeWidth: 1.5 }),
      dot(bins, { ...options, r: 'rows', fill: colour, fillOpacity: 0.75, stroke: 'var(--paper)' }),
    ];
  });
  return square('Calibration', ['predicted probability', 'observed share'], [diagonal(), ...marks]);
}

function curveMarks(curves: readonly ClassCurve[], classes: readonly ClassLabel[]): Markish[] {
  return curves.map(({ class: label, points }) =>
    line(points, { x: 'x', y: 'y', stroke: colourOf(classes.indexOf(label)), strokeWidth: 2 }),
  );
}

function diagonal(): Markish {
  return line(
    [
      [0, 0],
      [1, 1],
    ],
    { stroke: 'var(--muted)', strokeDasharray: '4 4' },
  );
}

function square(ariaLabel: string, [x, y]: readonly [string, string], marks: readonly Markish[]): Html {
  const axis = { domain: [0, 1], ticks: 5, labelAnchor: 'center', labelArrow: 'none' } as const;
  return draw({
    ariaLabel,
    width: 300,
    height: 300,
    marginLeft: 50,
    marginBottom: 46,
    inset: 4,
    x: { ...axis, label: x },
    y: { ...axis, label: y },
    r: { range: [2, 8] },
    marks: [
      gridX({ ticks: 5, stroke: 'var(--line)', strokeOpacity: 1 }),
      gridY({ ticks: 5, stroke: 'var(--line)', strokeOpacity: 1 }),
      ...marks,
    ],
  });
}
