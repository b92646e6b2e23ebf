import { dot, gridX, gridY, line } from '@observablehq/plot';
import { draw } from '../page/draw.js';
import type { Html } from '../page/html.js';
import { metricName } from '../page/metric-text.js';
import { colourOf } from '../page/series.js';
import type { SearchFacts, TrialFacts } from './trial-facts.js';

/** The metric of every trial, over their numbers or over time, and the best so far as a line. */
export function coursePicture(
  { trials, metric }: SearchFacts,
  { over, trainers }: { over: 'trial' | 'endedAfter'; trainers: readonly string[] },
): Html {
  const scored = trials
    .filter((each) => each.score !== null && each[over] !== null)
    .sort((left, right) => Number(left[over]) - Number(right[over]));
  return draw({
    ariaLabel: over === 'trial' ? 'Metric by trial' : 'Metric by time',
    width: 380,
    height: 300,
    marginLeft: 58,
    marginBottom: 46,
    inset: 6,
    x: { label: over === 'trial' ? 'trial' : 'seconds since the first began', labelAnchor: 'center', labelArrow: 'none', ticks: 6 },
    y: { label: metricName(metric.name), labelArrow: 'none', ticks: 6, domain: middleOf(scored), clamp: true },
    marks: [
      gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 6 }),
      gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 6 }),
      line(bestSoFar(scored, metric.higherIsBetter), { x: over, y: 'score', curve: 'step-after', stroke: 'var(--ink)', strokeWidth: 1.5 }),
      dot(scored, {
        x: over,
        y: 'score',
        r: 3.5,
        fill: ({ trainer }: TrialFacts) => colourOf(trainers.indexOf(trainer)),
        fillOpacity: 0.8,
        stroke: 'var(--paper)',
        title: ({ trial, trainer, score }: TrialFacts) => `trial ${String(trial)}, ${trainer}: ${String(score)}`,
      }),
    ],
  });
}

/** Far outliers would press the others into a line: they are drawn at the edge. */
function middleOf(scored: readonly TrialFacts[]): [number, number] {
  const sorted = scored.map(({ score }) => score ?? 0).sort((left, right) => left - right);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const reach = Math.max(at(0.9) - at(0.1), 1e-9);
  return [Math.max(at(0), at(0.1) - reach), Math.min(at(1), at(0.9) + reach)];
}

function bestSoFar(scored: readonly TrialFacts[], higherIsBetter: boolean): TrialFacts[] {
  let best: number | null = null;
  return scored.map((trial) => {
    const { score } = trial;
    if (best === null || (score !== null && (higherIsBetter ? score > best : score < best))) best = score;
    return { ...trial, score: best };
  });
}
