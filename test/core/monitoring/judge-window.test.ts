import { expect, test } from 'vitest';
import { binsOf } from '../../../core/drift/bins.js';
import { ProfileBuilder } from '../../../core/drift/profile-builder.js';
import { profileLike } from '../../../core/drift/drift-report.js';
import { decideRetraining } from '../../../core/monitoring/decide-retraining.js';
import { judgeWindow, type WindowFacts } from '../../../core/monitoring/judge-window.js';
import { strangeLabels } from '../../../core/monitoring/labelled-outcome.js';
import type { Signature } from '../../../core/model/signature.js';
import { monitorLimits, retrainPolicy } from '../../../core/monitoring/monitor-limits.js';
import { Random } from '../../../core/random.js';
import { noTraffic } from '../../../core/release/observed-traffic.js';
import { countPredictions, type PredictionCounts } from '../../../core/release/prediction-bins.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';

const limits = monitorLimits.parse({});

/** Three numbers, of which the first may be shifted, and a text. */
function stream(seed: string, rows: number, shift = 0): Table {
  const random = new Random(seed);
  const uniform = (): number => random.uint32() / 2 ** 32;
  const numbers = (by: number): Float64Array => Float64Array.from({ length: rows }, () => uniform() + uniform() + uniform() + by);
  return Table.of([
    ['a', numericColumn('number', numbers(shift))],
    ['b', numericColumn('number', numbers(0))],
    ['c', numericColumn('number', numbers(0))],
    ['d', stringColumn(Array.from({ length: rows }, () => (uniform() < 0.3 ? 'left' : 'right')))],
  ]);
}

const training = stream('training', 2_000);
const builder = new ProfileBuilder(binsOf(training));
builder.add(training);
const reference = builder.finish();
const said = (table: Table): PredictionCounts => {
  const counts: Record<string, number> = {};
  const [a, b] = [table.column('a'), table.column('b')];
  if (a.type === 'string' || b.type === 'string') throw new Error('invariant: both are numbers');
  countPredictions(counts, {
    task: 'regression',
    rows: table.rows,
    values: Float32Array.from(a.values, (value, row) => value + (b.values[row] ?? 0)),
  });
  return counts;
};

function windowOf(table: Table, more: Partial<WindowFacts> = {}) {
  const current = profileLike(reference, table.schema);
  current.add(table);
  const facts: WindowFacts = {
    ...{
      rows: table.rows,
      labelled: 0,
      strangeLabels: [],
      reference,
      current: current.finish(),
      outside: {},
      together: null,
      expected: null,
      metrics: [],
      traffic: noTraffic,
    },
    predictions: { reference: said(training), current: said(table) },
    ...more,
  };
  return judgeWindow(facts, limits);
}

test.each([60, 200, 1_000])('raises at most 2 alarms in 50 windows of %i rows without a shift', (rows) => {
  const alarms = Array.from({ length: 50 }, (_, index) => windowOf(stream(`window-${String(index)}`, rows))).filter(
    ({ drift, degraded, quality }) => drift.length + degraded.length + quality.length > 0,
  );
  expect(alarms.length).toBeLessThanOrEqual(2);
});

test('finds a shift of a column, and of what is predicted from it, in every window of 200 rows', () => {
  for (let index = 0; index < 20; index++) {
    const { drift, figures } = windowOf(stream(`shifted-${String(index)}`, 200, 0.8));
    expect(drift.map((sentence) => sentence.split(':')[0])).toEqual(['column "a"', 'predictions']);
    expect(figures['drift.a']).toBeGreaterThan(figures['drift.b'] ?? NaN);
  }
});

test('tells of errors, slowness and a metric that has become worse than evaluated', () => {
  const metric = { metric: 'accuracy', higherIsBetter: true, then: { lower: 0.9, upper: 0.95 }, rows: 200, slices: { 'd=left': 0.6 } };
  const worse = { ...metric, now: 0.8, interval: { lower: 0.74, upper: 0.86 } };
  const { degraded, figures } = windowOf(stream('w', 200), { traffic: { ...noTraffic, requests: 100, errors: 9 }, metrics: [worse] });
  expect(degraded).toEqual([
    '9 of 100 requests failed, expected at most 1.0 %',
    'accuracy 0.800 on 200 labels, expected 0.900 to 0.950 as evaluated',
  ]);
  expect(figures).toMatchObject({ errorRate: 0.09, 'metric.accuracy': 0.8, 'metric.accuracy d=left': 0.6 });
});

test('says that labels are passed over which no prediction could be', () => {
  const { quality } = windowOf(stream('w', 200), { labelled: 3, strangeLabels: ['yes', 'no'] });
  expect(quality).toEqual(['labels: 2 of 3 are passed over: expected classes as the model predicts them, or numbers, got "yes"']);
  const flags: Signature = { task: 'classification', target: 'churned', inputs: [], classes: [false, true] };
  expect(strangeLabels([true, 'true', 'yes', 1], flags)).toEqual(['yes', 1]);
  expect(strangeLabels([2, '2.5', 'many'], { task: 'regression', target: 'y', inputs: [] })).toEqual(['many']);
});

test('has a new version trained for what its author named, and not again within the cool-down', () => {
  const policy = retrainPolicy.parse({ labels: 100, cooldown: 1_000 });
  const nothing = { drift: [], degraded: [], newLabels: 0, sinceLastMs: null };
  expect(decideRetraining(nothing, policy)).toBeNull();
  expect(decideRetraining({ ...nothing, drift: ['a'] }, policy)).toBe('drift: a');
  expect(decideRetraining({ ...nothing, drift: ['a'], sinceLastMs: 999 }, policy)).toBeNull();
  expect(decideRetraining({ ...nothing, degraded: ['b'], drift: ['a'], sinceLastMs: 1_000 }, policy)).toBe('degraded: b');
  expect(decideRetraining({ ...nothing, newLabels: 100 }, policy)).toBe('100 new labels');
  expect(decideRetraining({ ...nothing, sinceLastMs: 5_000 }, retrainPolicy.parse({ every: 4_000, cooldown: 0 }))).toBe('it is time');
});
