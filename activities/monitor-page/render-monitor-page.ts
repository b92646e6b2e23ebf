import type { ColumnDrift, DriftReport } from '../../core/drift/drift-report.js';
import { html, type Html } from '../page/html.js';
import { metricName, numberText } from '../page/metric-text.js';
import { renderPage } from '../page/render-page.js';
import { HEADLINES } from '../evaluation-page/metrics-section.js';
import { measureName } from './measure-name.js';

/** A drift report as a page that stands by itself: no scripts, no files beside it. */
export function renderMonitorPage(report: DriftReport): string {
  const { drifted, columns, rows, by, threshold } = report;
  const judged = `A column counts as drifted when its ${measureName(by)} is ${isPValue(by) ? 'below' : 'above'} ${String(threshold)}${isPValue(by) ? ', divided by the number of columns' : ''}.`;
  return renderPage(
    {
      title: 'Drift',
      heading: 'Do the rows still look like those of the training?',
      introduction: `${rows.current.toLocaleString('en-US')} recent rows · ${rows.reference.toLocaleString('en-US')} of the training`,
    },
    html`<div class="tiles">
        ${tile({ title: 'Columns that drifted', figure: `${String(drifted.length)} of ${String(columns.length)}`, small: `by the ${measureName(by)}` })}
        ${domainTile(report)} ${expectedTiles(report)}
      </div>
      <h2>Columns</h2>
      ${columnsTable(report)}
      <p class="note">
        ${judged} PSI and the Jensen–Shannon distance compare shares of rows in tenths of the training rows, or of its most frequent texts;
        the Wasserstein distance is in standard deviations.
      </p>
      ${expectedSection(report)}
      <footer>model ${report.model}</footer>`,
  );
}

function tile({ title, figure, small }: { title: string; figure: string; small: string }): Html {
  return html`<div class="tile"><span>${title}</span><strong>${figure}</strong><small>${small}</small></div>`;
}

function domainTile({ domainClassifier }: DriftReport): Html {
  if (domainClassifier === undefined) return html``;
  const { auc, interval } = domainClassifier;
  return tile({
    title: 'Told apart by a model',
    figure: numberText(auc),
    small: `ROC AUC, ${numberText(interval.lower)} to ${numberText(interval.upper)}; 0.5 is by chance`,
  });
}

function expectedTiles({ expected }: DriftReport): Html[] {
  if (expected === undefined) return [];
  return HEADLINES.filter((name) => name in expected.metrics)
    .slice(0, 2)
    .map((name) => tile({ title: metricName(name), figure: numberText(expected.metrics[name] ?? NaN), small: 'expected, without labels' }));
}

function columnsTable({ columns }: DriftReport): Html {
  const [hasValues, rows] = [
    columns.some(({ kolmogorovSmirnov }) => kolmogorovSmirnov !== undefined),
    columns.map((column) => columnRow(column)),
  ];
  return html`<table class="slices">
    <thead>
      <tr>
        <th>Column</th>
        <th>PSI</th>
        <th></th>
        <th>Jensen–Shannon</th>
        <th>χ², p</th>
        ${
          hasValues
            ? html`<th>Kolmogorov–Smirnov</th>
                <th>Wasserstein</th>`
            : ''
        }
        <th>Missing</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((cells) => (hasValues ? cells.all : cells.withoutValues))}
    </tbody>
  </table>`;
}

function columnRow(drift: ColumnDrift): { all: Html; withoutValues: Html } {
  const { column, psi, drifted, jensenShannon, chiSquared, kolmogorovSmirnov, wasserstein, missing } = drift;
  const share = Math.min(1, psi).toFixed(3);
  const first = html`<th scope="row">${column}${drifted ? html` <span class="worse">drifted</span>` : ''}</th>
    <td>${numberText(psi)}</td>
    <td style="width: 14%">
      <span class="bar"><b class="${drifted ? 'worse' : 'better'}" style="width: ${String(Number(share) * 100)}%"></b></span>
    </td>
    <td>${numberText(jensenShannon)}</td>
    <td>${pText(chiSquared.pValue)}</td>`;
  const values = html`<td>
      ${kolmogorovSmirnov === undefined ? '–' : html`${numberText(kolmogorovSmirnov.statistic)}<small>p ${pText(kolmogorovSmirnov.pValue)}</small>`}
    </td>
    <td>${numberText(wasserstein ?? NaN)}</td>`;
  const last = html`<td>${percent(missing.current)}<small>before ${percent(missing.reference)}</small></td>`;
  return {
    all: html`<tr>
      ${first}${values}${last}
    </tr>`,
    withoutValues: html`<tr>
      ${first}${last}
    </tr>`,
  };
}

function expectedSection({ expected }: DriftReport): Html {
  if (expected === undefined) return html``;
  const rows = Object.entries(expected.metrics).map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${metricName(name)}</th>
        <td>${numberText(value)}</td>
      </tr>`,
  );
  return html`<h2>Expected performance</h2>
    <table class="slices">
      <tbody>
        ${rows}
      </tbody>
    </table>
    <p class="note">
      What the model's own probabilities say of ${expected.rows.toLocaleString('en-US')} recent rows whose answers are not known yet. Right
      as far as the probabilities are calibrated; that the same columns have come to mean another answer, it cannot see.
    </p>`;
}

function isPValue(by: DriftReport['by']): boolean {
  return by === 'chiSquared' || by === 'kolmogorovSmirnov';
}

function pText(value: number): string {
  return value < 0.001 ? '< 0.001' : numberText(value);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
