import { dot, lineY, ruleX, ruleY } from '@observablehq/plot';
import type { Findings } from '../../core/monitoring/findings.js';
import type { MonitorLimits } from '../../core/monitoring/monitor-limits.js';
import { draw } from '../page/draw.js';
import { html, type Html } from '../page/html.js';
import { numberText } from '../page/metric-text.js';
import { renderPage } from '../page/render-page.js';
import { watchedFigure, type WatchedFigure } from './watched-figure.js';

export interface WatchReport {
  readonly model: string;
  readonly version: number;
  readonly window: { readonly start: string; readonly end: string };
  readonly limits: MonitorLimits;
  readonly findings: Findings;
  /** With this one, earliest first. */
  readonly windows: readonly { readonly end: string; readonly findings: Findings }[];
}

/** What monitoring found in a window, its figures, and time lines of them, as a page that stands by itself. */
export function renderWatchPage(report: WatchReport): string {
  const { model, version, window, findings } = report;
  return renderPage(
    {
      title: model,
      heading: `How does ${model} do?`,
      introduction: `version ${String(version)} · ${window.start} to ${window.end} · ${String(findings.rows)} logged rows, ${String(findings.labelled)} labels`,
    },
    html`${list('Degraded', findings.degraded)} ${list('Drift', findings.drift)} ${list('Quality of the data', findings.quality)}
    ${findings.retrain === null ? html`` : html`<p>A new version was asked for: ${findings.retrain}</p>`} ${figureTable(report)}
    ${timeLines(report)}`,
  );
}

function list(title: string, sentences: readonly string[]): Html {
  if (sentences.length === 0) return html`<p>${title}: nothing found.</p>`;
  return html`<h2>${title}</h2>
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>`;
}

function figureTable({ findings, windows, limits }: WatchReport): Html {
  const before = windows.at(-2)?.findings.figures ?? {};
  const rows = Object.entries(findings.figures).map(([name, value]) => {
    const { text, limit } = watchedFigure(name, limits);
    const isOver = limit !== undefined && value > limit;
    return html`<tr>
      <th scope="row">${text}</th>
      <td>${isOver ? html`<span class="worse">${numberText(value)}</span>` : numberText(value)}</td>
      <td>${numberText(before[name] ?? NaN)}</td>
      <td>${numberText(limit ?? NaN)}</td>
    </tr>`;
  });
  if (rows.length === 0) return html``;
  return html`<h2>Figures</h2>
    <table class="slices">
      <thead>
        <tr>
          <th></th>
          <th>This window</th>
          <th>The one before</th>
          <th>Limit</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
    <p class="note">A figure above its limit is an alert only where chance does not explain it as well.</p>`;
}

/** One window is a point, and no line. */
function timeLines({ windows, limits }: WatchReport): Html {
  if (windows.length < 2) return html``;
  const names = [...new Set(windows.flatMap(({ findings }) => Object.keys(findings.figures)))];
  const asked = windows.filter(({ findings }) => findings.retrain !== null).map(({ end }) => ({ end: new Date(end) }));
  return html`<h2>Over time</h2>
    ${asked.length === 0 ? html`` : html`<p class="note">Where a new version was asked for, there is a dotted line.</p>`}
    <div class="pictures">${names.map((name) => timeLine(watchedFigure(name, limits), pointsOf(name, windows), asked))}</div>`;
}

interface Point {
  readonly end: Date;
  readonly value: number;
}

function pointsOf(name: string, windows: WatchReport['windows']): Point[] {
  return windows.flatMap(({ end, findings }) => {
    const value = findings.figures[name];
    return value === undefined ? [] : [{ end: new Date(end), value }];
  });
}

function timeLine({ text, limit }: WatchedFigure, points: readonly Point[], asked: readonly { readonly end: Date }[]): Html {
  const marks = [
    ...(limit === undefined ? [] : [ruleY([limit], { stroke: 'var(--worse)', strokeDasharray: '6 3' })]),
    lineY(points, { x: 'end', y: 'value', stroke: 'var(--accent)' }),
    dot(points, { x: 'end', y: 'value', r: 2, fill: 'var(--accent)' }),
    ruleX(asked, { x: 'end', strokeDasharray: '2 3' }),
  ];
  const picture = draw({
    ariaLabel: `${text} over time`,
    ...{ width: 440, height: 170, marginLeft: 48 },
    x: { type: 'utc', label: null, ticks: 4 },
    y: { label: null, grid: true, ticks: 4 },
    marks,
  });
  return html`<figure>
    <h3>${text}</h3>
    ${picture}
  </figure>`;
}
