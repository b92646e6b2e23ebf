import { line, ruleX, text } from '@observablehq/plot';
import { draw } from '../page/draw.js';
import type { Html } from '../page/html.js';
import { metricName } from '../page/metric-text.js';
import type { PageDimension, SearchFacts, TrialFacts } from './trial-facts.js';

/** Share of the trials that are drawn in colour. */
const BEST = 0.1;

interface Axis {
  readonly label: string;
  readonly ends: readonly [string, string];
  /** Where a trial lies on it, 0 to 1. */
  place(trial: TrialFacts): number | undefined;
}

/** Parallel coordinates: a line a trial, through its hyperparameters to its metric; the best tenth in colour, the best bold. */
export function parallelPicture({ trials, metric, best }: SearchFacts, dimensions: readonly PageDimension[]): Html {
  const scored = trials.filter(({ score }) => score !== null);
  const axes = [...dimensions.map(hyperparameterAxis), metricAxis(scored, metric)];
  const ranked = scored.toSorted((left, right) => Number(left.score) - Number(right.score));
  if (metric.higherIsBetter) ranked.reverse();
  const shown = new Set(ranked.slice(0, Math.max(1, Math.ceil(scored.length * BEST))).map(({ trial }) => trial));
  const points = scored.flatMap((trial) =>
    axes.flatMap((axis) => {
      const y = axis.place(trial);
      return y === undefined ? [] : [{ x: axis.label, y, trial: trial.trial }];
    }),
  );
  const lines = (isShown: (trial: number) => boolean, stroke: object) =>
    line(
      points.filter(({ trial }) => isShown(trial)),
      { x: 'x', y: 'y', z: 'trial', curve: 'bump-x', ...stroke },
    );
  const labels = axes.flatMap(({ label, ends: [low, high] }) => [
    { x: label, y: 0, end: low, dy: 13 },
    { x: label, y: 1, end: high, dy: -9 },
  ]);
  return draw({
    ariaLabel: 'Parallel coordinates',
    width: 780,
    height: 330,
    marginLeft: 50,
    marginRight: 50,
    marginTop: 24,
    marginBottom: 50,
    x: { type: 'point', domain: axes.map(({ label }) => label), label: null, tickSize: 0, tickPadding: 22, padding: 0.3 },
    y: { domain: [0, 1], axis: null },
    marks: [
      ruleX(axes, { x: 'label', stroke: 'var(--muted)' }),
      lines((trial) => !shown.has(trial), { stroke: 'var(--muted)', strokeOpacity: 0.3 }),
      lines((trial) => shown.has(trial) && trial !== best, { stroke: 'var(--accent)', strokeWidth: 1.5, strokeOpacity: 0.8 }),
      lines((trial) => trial === best, { stroke: 'var(--series-1)', strokeWidth: 3 }),
      ...[0, 1].map((y) =>
        text(
          labels.filter((each) => each.y === y),
          { x: 'x', y: 'y', text: 'end', dy: y === 0 ? 13 : -9, fill: 'var(--muted)' },
        ),
      ),
    ],
  });
}

function hyperparameterAxis({ name, distribution }: PageDimension): Axis {
  if (distribution.$search === 'choice') {
    const { values } = distribution;
    const place = ({ hyperparameters }: TrialFacts): number | undefined => {
      const index = values.indexOf(hyperparameters[name] as (typeof values)[number]); // absent ones are found nowhere
      return index < 0 ? undefined : values.length === 1 ? 0.5 : index / (values.length - 1);
    };
    return { label: name, ends: [JSON.stringify(values[0] ?? ''), JSON.stringify(values.at(-1) ?? '')], place };
  }
  const { low, high } = distribution;
  const isLog = distribution.$search === 'logUniform' || (distribution.$search === 'int' && distribution.log);
  const scale = isLog ? Math.log : Number;
  const place = ({ hyperparameters }: TrialFacts): number | undefined => {
    const value = hyperparameters[name];
    if (typeof value !== 'number') return undefined;
    return high === low ? 0.5 : (scale(value) - scale(low)) / (scale(high) - scale(low));
  };
  return { label: name, ends: [String(low), String(high)], place };
}

/** The better end is at the top. */
function metricAxis(scored: readonly TrialFacts[], { name, higherIsBetter }: SearchFacts['metric']): Axis {
  const scores = scored.map(({ score }) => score ?? 0);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const place = ({ score }: TrialFacts): number => {
    const share = high === low ? 0.5 : ((score ?? 0) - low) / (high - low);
    return higherIsBetter ? share : 1 - share;
  };
  const ends = [low, high].map((score) => score.toPrecision(4)) as [string, string]; // two in, two out
  return { label: metricName(name), ends: higherIsBetter ? ends : [ends[1], ends[0]], place };
}
