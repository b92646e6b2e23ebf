import { expect, test } from 'vitest';
import { judgeRelease, type LabelledMetric, type ReleaseFacts } from '../../../core/release/judge-release.js';
import { emptyLatencies, latencyBin } from '../../../core/release/latency-bins.js';
import { noTraffic, sumTraffic, type ObservedTraffic } from '../../../core/release/observed-traffic.js';
import { placeAfter, shareOf, type ReleasePlace } from '../../../core/release/release-phase.js';
import { releaseSettings, type GivenReleaseSettings } from '../../../core/release/release-settings.js';

const settingsOf = (given: GivenReleaseSettings = {}) => releaseSettings.parse(given);

function seen(requests: number, { ms = 2, ...more }: Partial<ObservedTraffic> & { ms?: number } = {}): ObservedTraffic {
  const latencies = emptyLatencies();
  latencies[latencyBin(ms)] = requests;
  return { ...noTraffic, requests, rows: requests, latencies, ...more };
}

const facts = (
  changes: Partial<Omit<ReleaseFacts, 'champion' | 'candidate'>> & { champion?: ObservedTraffic; candidate?: ObservedTraffic },
): ReleaseFacts => ({
  ...{ phase: 'canary', step: 0, forMs: 3_600_000, decision: null, ...changes },
  champion: { traffic: changes.champion ?? seen(1000), metric: null },
  candidate: { traffic: changes.candidate ?? seen(1000), metric: null },
});

test('goes from shadow over every step of the canary and the bake to promoted', () => {
  const places: string[] = [];
  let place: ReleasePlace = { phase: 'queued', step: 0 };
  while (place.phase !== 'promoted') {
    const verdict = judgeRelease(facts(place), settingsOf());
    if (verdict.kind !== 'go') throw new Error('expected it to go on');
    place = { phase: verdict.phase, step: verdict.step };
    places.push(`${place.phase} ${String(shareOf(place, settingsOf()))}`);
  }
  expect(places).toEqual(['shadow 0', 'canary 0.05', 'canary 0.25', 'canary 0.5', 'bake 1', 'promoted 0']);
});

test('leaves out what its author leaves out', () => {
  const settings = settingsOf({ shadow: null, canary: [], approval: 'person' });
  expect(placeAfter({ phase: 'queued', step: 0 }, settings)).toEqual({ phase: 'bake', step: 0 });
  expect(placeAfter({ phase: 'bake', step: 0 }, settings)).toEqual({ phase: 'approval', step: 0 });
});

test('stays until both the time and the requests are there', () => {
  const waits = (forMs: number, requests: number) => judgeRelease(facts({ forMs, candidate: seen(requests) }), settingsOf());
  expect(waits(1_000, 1000)).toEqual({ kind: 'stay', awaits: { kind: 'traffic', requests: 0, ms: 599_000 } });
  expect(waits(3_600_000, 40)).toEqual({ kind: 'stay', awaits: { kind: 'traffic', requests: 60, ms: 0 } });
  expect(waits(600_000, 100)).toMatchObject({ kind: 'go', phase: 'canary', step: 1 });
});

type Sides = readonly [champion: ObservedTraffic, candidate: ObservedTraffic];
const saying = (predictions: Readonly<Record<string, number>>) => seen(500, { predictions });

const complaints: readonly (readonly [what: string, sides: Sides, reason: RegExp])[] = [
  ['errors', [seen(1000, { errors: 1 }), seen(100, { errors: 8 })], /8 of 100 requests failed: expected at most 1\.1 %, got 8\.0 %/],
  ['latency', [seen(1000, { ms: 5 }), seen(100, { ms: 80 })], /95th percentile of at most 2 times/],
  ['other predictions', [saying({ '=no': 900, '=yes': 100 }), saying({ '=no': 250, '=yes': 150 })], /stability index/],
  ['other numbers', [saying({ '#100': 250, '#110': 250 }), saying({ '#100': 20, '#110': 480 })], /stability index/],
  ['disagreement', [seen(100), seen(100, { compared: 200, disagreements: 60 })], /disagrees .* 30 % of 200 rows/],
];

test.each(complaints)('sends a candidate back for %s, with the reason', (_what, [champion, candidate], reason) => {
  const verdict = judgeRelease(facts({ champion, candidate, forMs: 1 }), settingsOf({ limits: { disagreement: 0.1 } }));
  expect(verdict).toMatchObject({ kind: 'go', phase: 'returned', reason: expect.stringMatching(reason) as string });
});

const harmless: readonly [what: string, champion: ObservedTraffic, candidate: ObservedTraffic][] = [
  ['two errors of two', seen(1000), seen(2, { errors: 2 })],
  ['errors that the champion has as well', seen(1000, { errors: 80 }), seen(100, { errors: 9 })],
  ['a slower answer of a few milliseconds', seen(1000, { ms: 1 }), seen(100, { ms: 4 })],
  [
    'a share that chance explains',
    seen(1000, { predictions: { '=a': 500, '=b': 500 } }),
    seen(200, { predictions: { '=a': 110, '=b': 90 } }),
  ],
];

test.each(harmless)('lets a candidate stay with %s', (_what, champion, candidate) => {
  expect(judgeRelease(facts({ champion, candidate, forMs: 1 }), settingsOf()).kind).toBe('stay');
});

test('sends a candidate back for a metric on labels whose interval is wholly worse', () => {
  const accuracy = (value: number): LabelledMetric => ({
    ...{ metric: 'accuracy', better: 'higher', value, rows: 200 },
    interval: { lower: value - 0.05, upper: value + 0.05 },
  });
  const judged = (candidate: number) => {
    const { champion, candidate: side, ...rest } = facts({ forMs: 1 });
    return judgeRelease(
      { ...rest, champion: { ...champion, metric: accuracy(0.9) }, candidate: { ...side, metric: accuracy(candidate) } },
      settingsOf(),
    );
  };
  expect(judged(0.82).kind).toBe('stay');
  expect(judged(0.7)).toMatchObject({ phase: 'returned', reason: expect.stringContaining('worse on 200 labels') as string });
});

test("takes a person's word, and waits for it", () => {
  const asked = (decision: ReleaseFacts['decision']) => judgeRelease(facts({ phase: 'approval', decision }), settingsOf());
  expect(asked(null)).toEqual({ kind: 'stay', awaits: { kind: 'word' } });
  expect(asked({ approved: true, by: 'Ada', note: null })).toMatchObject({ phase: 'promoted', reason: 'approved by Ada' });
  expect(asked({ approved: false, by: null, note: 'too bold' })).toMatchObject({ phase: 'rejected', reason: 'rejected: too bold' });
});

test('gives up a phase that sees too few requests for longer than its author wants', () => {
  const verdict = judgeRelease(facts({ forMs: 2_000_000, candidate: seen(3) }), settingsOf({ longest: '30m' }));
  expect(verdict).toMatchObject({
    phase: 'returned',
    reason: expect.stringContaining('expected 100 requests within 1800 s, got 3') as string,
  });
});

test('adds up what servers saw', () => {
  const sum = sumTraffic([seen(2, { predictions: { a: 1 } }), seen(3, { errors: 1, predictions: { a: 1, b: 2 } })]);
  expect(sum).toMatchObject({ requests: 5, errors: 1, predictions: { a: 2, b: 2 } });
  expect(sum.latencies.reduce((total, count) => total + count, 0)).toBe(5);
});
