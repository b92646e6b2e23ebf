import { expect, test } from 'vitest';
import { alertSettings } from '../../../core/pipeline/alert-settings.js';
import { silentUntil } from '../../../core/pipeline/alert-silence.js';
import { raised } from '../../support/alert-message-of.js';

/** The end of the silence that an alert of this moment falls into. */
function endAt(at: string, ...silence: readonly object[]): string | null {
  const end = silentUntil(raised({ at: Date.parse(at) }), alertSettings.parse({ silence }).silence);
  return end === null ? null : new Date(end).toISOString();
}

const night = { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' };

test.each([
  ['before midnight', '2026-01-10T21:30:12Z', '2026-01-11T05:00:00.000Z'],
  ['after midnight', '2026-01-10T03:00:00Z', '2026-01-10T05:00:00.000Z'],
  ['at its beginning', '2026-01-10T21:00:00Z', '2026-01-11T05:00:00.000Z'],
  ['at its end', '2026-01-10T05:00:00Z', null],
  ['in the day', '2026-01-10T12:00:00Z', null],
  ['in summer', '2026-07-10T21:30:00Z', '2026-07-11T04:00:00.000Z'],
  // Berlin put the clocks forward on 29 March 2026 at 01:00 UTC, and back on 25 October at 01:00 UTC.
  ['in the night that lacks an hour', '2026-03-28T22:00:00Z', '2026-03-29T04:00:00.000Z'],
  ['in the night with an hour twice', '2026-10-24T21:00:00Z', '2026-10-25T05:00:00.000Z'],
])('ends a nightly silence %s', (_when, at, end) => {
  expect(endAt(at, night)).toBe(end);
});

test('ends at the given moment, and not before what follows without a gap', () => {
  expect(endAt('2026-01-10T12:00:00Z', { until: '2026-01-10T14:00:00+01:00' })).toBe('2026-01-10T13:00:00.000Z');
  expect(endAt('2026-01-10T14:00:00Z', { until: '2026-01-10T14:00:00+01:00' })).toBeNull();
  expect(endAt('2026-01-10T12:00:00Z', { from: '13:00', to: '15:00' }, { until: '2026-01-10T13:00:00Z' })).toBe('2026-01-10T15:00:00.000Z');
});

test('is only about its events and pipelines', () => {
  const until = '2030-01-01T00:00:00Z';
  expect(endAt('2026-01-01T00:00:00Z', { until, events: ['model.*'] })).toBeNull();
  expect(endAt('2026-01-01T00:00:00Z', { until, pipelines: ['flights'] })).toBeNull();
  expect(endAt('2026-01-01T00:00:00Z', { until, events: ['run.failed'], pipelines: ['p*'] })).not.toBeNull();
});
