import { expect, test } from 'vitest';
import { renderWatchPage, type WatchReport } from '../../activities/watch-page/render-watch-page.js';
import type { Findings } from '../../core/monitoring/findings.js';
import { monitorLimits } from '../../core/monitoring/monitor-limits.js';

const findings = (drift: number): Findings => ({
  ...{ rows: 200, labelled: 0, degraded: [], quality: [], retrain: null },
  drift: drift > 0.2 ? [`column "age": stability index ${String(drift)}`] : [],
  figures: { 'drift.age': drift, 'metric.accuracy country=de': 0.9, errorRate: 0 },
});

const reportOf = (...drifts: readonly number[]): WatchReport => ({
  ...{
    model: 'churn',
    version: 2,
    limits: monitorLimits.parse({}),
    window: { start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' },
  },
  findings: findings(drifts.at(-1) ?? 0),
  windows: drifts.map((drift, day) => ({ end: new Date(Date.UTC(2026, 0, 2 + day)).toISOString(), findings: findings(drift) })),
});

const textOf = (page: string): string =>
  page
    .replace(/<style.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

test('shows what was found, and each figure beside the window before and its limit', () => {
  const text = textOf(renderWatchPage(reportOf(0.05, 0.31)));
  expect(text).toContain('column &#34;age&#34;: stability index 0.31');
  expect(text).toContain('Drift of age 0.310 0.050 0.200');
  expect(text).toContain('Accuracy, country=de 0.900 0.900 –');
  expect(text).toContain('Share of failed requests 0.000 0.000 0.010');
});

test('draws a line for each figure as soon as there are two windows', () => {
  expect(renderWatchPage(reportOf(0.05))).not.toContain('<svg');
  const page = renderWatchPage(reportOf(0.05, 0.31));
  expect(page.match(/aria-label="[^"]+ over time"/g)).toEqual([
    'aria-label="Drift of age over time"',
    'aria-label="Accuracy, country=de over time"',
    'aria-label="Share of failed requests over time"',
  ]);
});
