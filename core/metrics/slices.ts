import type { Gap, GroupEvaluation, Metrics, SliceEvaluation } from '../model/evaluation.js';
import type { Column } from '../table/column.js';
import { cellAt, isMissing, rowsOf } from '../table/columns.js';
import type { Outcome } from './metric.js';
import { metricOf } from './metrics.js';
import { takeRows } from './take-rows.js';
import { weightedQuantile } from './weighted-quantile.js';

/** Groups that a column is cut into at most. */
const MOST_GROUPS = 20;

/** Rows that a group must have to count in the gap: figures of fewer are mostly chance. */
const LEAST_ROWS = 20;

/** Rows of one value of a column, or of a range of numbers. */
interface Group {
  /** As people read it; null where the value is missing. */
  readonly group: string | null;
  readonly rows: Uint32Array;
}

/**
 * Measures every group of a column by itself. More than 20 numbers are cut at their quartiles; of more than 20
 * texts the less frequent ones are taken together.
 *
 * @param measureGroup - Metrics, and intervals where they are wanted.
 */
export function evaluateSlice(
  outcome: Outcome,
  { column, name }: { column: Column; name: string },
  measureGroup: (outcome: Outcome, group: string) => Pick<GroupEvaluation, 'metrics' | 'intervals'>,
): SliceEvaluation {
  const groups = groupsOf(column).map(({ group, rows }): GroupEvaluation => {
    const measured = measureGroup(takeRows(outcome, rows), String(group));
    return { group, rows: rows.length, ...measured };
  });
  return { column: name, groups, gaps: gapsBetween(groups) };
}

/** The groups of a column in the order of their values; the rest and the missing ones last. */
function groupsOf(column: Column): Group[] {
  const labels = labelsOf(column);
  const rowsOfLabel = new Map<string | null, number[]>();
  labels.forEach((label, row) => {
    const rows = rowsOfLabel.get(label);
    if (rows === undefined) rowsOfLabel.set(label, [row]);
    else rows.push(row);
  });
  return [...rowsOfLabel]
    .sort(([left], [right]) => standing(left) - standing(right) || collate(left ?? '', right ?? ''))
    .map(([group, rows]) => ({ group, rows: Uint32Array.from(rows) }));
}

const OTHERS = '(others)';

function standing(label: string | null): number {
  if (label === null) return 2;
  return label === OTHERS ? 1 : 0;
}

function labelsOf(column: Column): (string | null)[] {
  const cells = Array.from({ length: rowsOf(column) }, (_, row) => {
    const cell = cellAt(column, row);
    return cell === null ? null : String(cell);
  });
  const counts = new Map<string, number>();
  for (const cell of cells) if (cell !== null) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  if (counts.size <= MOST_GROUPS) return cells;
  if (column.type !== 'string') return quartileLabels(column.values, (row) => isMissing(column, row));
  const byCount = [...counts].sort(([left, leftRows], [right, rightRows]) => rightRows - leftRows || (left < right ? -1 : 1));
  const named = new Set(byCount.slice(0, MOST_GROUPS - 1).map(([text]) => text));
  return cells.map((cell) => (cell === null || named.has(cell) ? cell : OTHERS));
}

function quartileLabels(values: Float64Array, missing: (row: number) => boolean): (string | null)[] {
  const known = values.filter((value) => !Number.isNaN(value));
  const edges = [...new Set([0.25, 0.5, 0.75].map((share) => weightedQuantile(known, { share })))];
  const texts = edges.map((edge) => String(Number(edge.toPrecision(4))));
  const ranges = [
    `≤ ${texts[0] ?? ''}`,
    ...texts.slice(1).map((text, index) => `${texts[index] ?? ''} – ${text}`),
    `> ${texts.at(-1) ?? ''}`,
  ];
  // Numbered, so that ranges keep their order among texts.
  return Array.from(values, (value, row) => {
    if (missing(row)) return null;
    const range = edges.findIndex((edge) => value <= edge);
    const place = range < 0 ? edges.length : range;
    return `${String(place + 1)}: ${ranges[place] ?? ''}`;
  });
}

function collate(left: string, right: string): number {
  const difference = Number(left) - Number(right);
  if (!Number.isNaN(difference) && difference !== 0) return difference;
  return left < right ? -1 : 1;
}

/** Between the best and the worst group, of every metric that two groups of enough rows have. */
function gapsBetween(groups: readonly GroupEvaluation[]): Readonly<Record<string, Gap>> {
  const large = groups.filter(({ rows }) => rows >= LEAST_ROWS);
  const names = [...new Set(large.flatMap(({ metrics }) => Object.keys(metrics)))];
  return Object.fromEntries(
    names.flatMap((name) => {
      const valueOf = (metrics: Metrics): number => (metricOf(name).higherIsBetter ? 1 : -1) * (metrics[name] ?? NaN);
      const ranked = large.filter(({ metrics }) => name in metrics).sort((left, right) => valueOf(right.metrics) - valueOf(left.metrics));
      const [best] = ranked;
      const worst = ranked.at(-1);
      if (best === undefined || worst === undefined || best === worst) return [];
      return [[name, { gap: Math.abs((best.metrics[name] ?? NaN) - (worst.metrics[name] ?? NaN)), best: best.group, worst: worst.group }]];
    }),
  );
}
