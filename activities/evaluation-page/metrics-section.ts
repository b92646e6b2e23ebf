import { metricOf } from '../../core/metrics/metrics.js';
import type { Evaluation } from '../../core/model/evaluation.js';
import { html, type Html } from '../page/html.js';
import { intervalText } from './interval-text.js';
import { metricName, numberText } from '../page/metric-text.js';

type Figures = Pick<Evaluation, 'metrics' | 'baseline' | 'intervals'>;

/** The figures that are asked for first, where the task has them. */
export const HEADLINES = ['accuracy', 'f1Macro', 'rocAuc', 'logLoss', 'rmse', 'mae', 'r2', 'mape'];

export function headlines({ metrics, baseline, intervals }: Figures): Html {
  const tiles = HEADLINES.filter((name) => name in metrics)
    .slice(0, 4)
    .map(
      (name) =>
        html`<div class="tile">
          <span>${metricName(name)}</span><strong>${numberText(metrics[name] ?? NaN)}</strong>${intervalText(intervals?.[name])}<small
            >baseline ${numberText(baseline[name] ?? NaN)}</small
          >
        </div>`,
    );
  return html`<div class="tiles">${tiles}</div>`;
}

export function metricsTable({ metrics, baseline, intervals }: Figures): Html {
  const rows = Object.entries(metrics).map(([name, value]) => {
    const reference = baseline[name] ?? NaN;
    return html`<tr>
      <th scope="row">${metricName(name)}</th>
      <td>${numberText(value)}${intervalText(intervals?.[name])}</td>
      <td>${numberText(reference)}</td>
      <td>${comparison(name, value, reference)}</td>
    </tr>`;
  });
  return html`<table class="metrics">
    <thead>
      <tr>
        <th>Metric</th>
        <th>Model</th>
        <th>Baseline</th>
        <th>Against the baseline</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** A score's bar with the baseline as a tick; of an error, by how much it is less. */
function comparison(name: string, value: number, reference: number): Html {
  if (!metricOf(name).higherIsBetter) {
    const change = (value - reference) / reference;
    if (!Number.isFinite(change)) return html``;
    return html`<span class="${change <= 0 ? 'better' : 'worse'}"
      >${Math.abs(change * 100).toFixed(0)} % ${change <= 0 ? 'less' : 'more'}</span
    >`;
  }
  if (!Number.isFinite(reference)) return html``;
  const better = value >= reference ? 'better' : 'worse';
  return html`<span class="bar" title="model ${numberText(value)}, baseline ${numberText(reference)}"
    ><b class="${better}" style="width: ${percent(value)}"></b><i style="left: ${percent(reference)}"></i
  ></span>`;
}

function percent(score: number): string {
  const share = Number.isFinite(score) ? Math.min(1, Math.max(0, score)) : 0;
  return `${(share * 100).toFixed(1)}%`;
}
