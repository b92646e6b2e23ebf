import { lineY, dot, ruleX } from '@observablehq/plot';
import type { Findings } from '../../core/monitoring/findings.js';
import { draw } from '../page/draw.js';
import { html, type Html } from '../page/html.js';
import { renderPage } from '../page/render-page.js';

export interface WatchReport {
  readonly model: string;
  readonly version: number;
  readonly window: { readonly start: string; readonly end: string };
  readonly findings: Findings;
  /** With this one, earliest first. */
  readonly windows: readonly { readonly end: string; readonly findings: Findings }[];
}

/** What monitoring found in a window, and time lines of every figure, as a page that stands by itself. */
export function renderWatchPage({ model, version, window, findings, windows }: WatchReport): string {
  const names = [...new Set(windows.flatMap((each) => Object.keys(each.findings.figures)))];
  return renderPage(
    {
      title: model,
      heading: `How does ${model} do?`,
      introduction: `version ${String(version)} · ${window.start} to ${window.end} · ${String(findings.rows)} logged rows, ${String(findings.labelled)} labels`,
    },
    html`${list('Degraded', findings.degraded)} ${list('Drift', findings.drift)} ${list('Quality of the data', findings.quality)}
      ${findings.retrain === null ? html`` : html`<p>A new version was asked for: ${findings.retrain}</p>`}
      <h2>Over time</h2>
      ${names.map((name) => timeLine(name, windows))}`,
  );
}

function list(title: string, sentences: readonly string[]): Html {
  if (sentences.length === 0) return html`<p>${title}: nothing found.</p>`;
  return html`<h2>${title}</h2>
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>`;
}

function timeLine(name: string, windows: WatchReport['windows']): Html {
  const points = windows.flatMap(({ end, findings }) => {
    const value = findings.figures[name];
    return value === undefined ? [] : [{ end: new Date(end), value }];
  });
  const asked = windows.filter(({ findings }) => findings.retrain !== null).map(({ end }) => ({ end: new Date(end) }));
  const marks = [
    lineY(points, { x: 'end', y: 'value' }),
    dot(points, { x: 'end', y: 'value', r: 2 }),
    ruleX(asked, { x: 'end', strokeDasharray: '2 3' }),
  ];
  return html`<h3>${name}</h3>
    ${draw({ ariaLabel: `${name} over time`, height: 140, x: { type: 'utc', label: null }, y: { label: null, grid: true }, marks })}`;
}
