import type { FoldScores } from '../../core/model/candidate.js';
import { hyperparameterImportance } from '../../core/tuning/hyperparameter-importance.js';
import { html, type Html } from '../page/html.js';
import { metricName } from '../page/metric-text.js';
import { renderPage } from '../page/render-page.js';
import { legend } from '../page/series.js';
import { coursePicture } from './course-section.js';
import { hyperparameterPicture } from './importance-section.js';
import { parallelPicture } from './parallel-section.js';
import type { SearchFacts, TrialFacts } from './trial-facts.js';

const MOST_ROWS = 20;

/** The trials of a search as a page that stands by itself: no scripts, no files beside it. */
export function renderTrialPage(facts: SearchFacts): string {
  const { stage, target, metric, trials } = facts;
  const trainers = [...new Set(trials.map(({ trainer }) => trainer))].sort();
  return renderPage(
    { title: `Trials: ${target}`, heading: `What was tried to predict ${target}?`, introduction: introduction(facts) },
    html`${headlines(facts)}
      <h2>${metricName(metric.name)} as the search went on</h2>
      ${legend(trainers)}
      <div class="pictures">
        ${picture(coursePicture(facts, { over: 'trial', trainers }), 'A dot a trial; the line is the best so far. What lies far off is drawn at the edge.')}
        ${overTime(facts, trainers)}
      </div>
      ${parallelSections(facts)} ${importanceSection(facts)}
      <h2>Best trials</h2>
      ${bestTrials(facts)} ${failures(trials)}
      <footer>stage ${stage}</footer>`,
  );
}

function introduction({ trials, metric }: SearchFacts): string {
  const failed = trials.filter(({ error }) => error !== null).length;
  const partial = new Set(trials.map(({ resource }) => resource)).size > 1 ? ' · most on a part of the resource' : '';
  const failures = failed === 0 ? '' : ` · ${String(failed)} failed`;
  return `${String(trials.length)} trials${failures}${partial} · compared by ${metricName(metric.name)} in cross-validation`;
}

function headlines({ trials, metric, best, nested }: SearchFacts): Html {
  const winner = trials.find(({ trial }) => trial === best);
  if (winner === undefined || winner.score === null) return html``;
  return html`<div class="tiles">
    <div class="tile">
      <span>${metricName(metric.name)}</span><strong>${winner.score.toPrecision(4)}</strong
      ><small>± ${winner.deviation.toPrecision(2)} over the folds</small>
    </div>
    ${nested === undefined ? html`` : nestedTile(metric.name, nested)}
    <div class="tile"><span>trainer</span><strong>${winner.trainer}</strong><small>trial ${winner.trial}</small></div>
  </div>`;
}

function nestedTile(metric: string, { mean, deviation, folds }: FoldScores): Html {
  return html`<div class="tile">
    <span>${metricName(metric)} of the search itself</span><strong>${mean.toPrecision(4)}</strong
    ><small>± ${deviation.toPrecision(2)} over ${folds.length} outer folds</small>
  </div>`;
}

function overTime(facts: SearchFacts, trainers: readonly string[]): Html {
  if (facts.trials.every(({ endedAfter }) => endedAfter === null)) return html``;
  return picture(
    coursePicture(facts, { over: 'endedAfter', trainers }),
    'The same by when a trial ended. Trials adopted from other runs are left out.',
  );
}

function parallelSections(facts: SearchFacts): Html {
  const trainers = [...new Set(facts.dimensions.map(({ trainer }) => trainer))];
  const sections = trainers.flatMap((trainer) => {
    const trials = facts.trials.filter((each) => each.trainer === trainer && each.score !== null);
    if (trials.length === 0) return [];
    const dimensions = facts.dimensions.filter((dimension) => dimension.trainer === trainer);
    return [
      html`<h2>Hyperparameters of ${trainer}</h2>
        ${picture(parallelPicture({ ...facts, trials }, dimensions), 'A line a trial, from hyperparameter to hyperparameter to its score; better is up. The best tenth is in colour, the best of the search bold.')}`,
    ];
  });
  return html`${sections}`;
}

function importanceSection({ trials, dimensions }: SearchFacts): Html {
  const scored = trials.filter(({ score, resource }) => score !== null && resource === trials.at(-1)?.resource);
  const columns = new Map<string, readonly unknown[]>(
    dimensions.map(({ trainer, name }) => [
      `${trainer} · ${name}`,
      scored.map((trial) => (trial.trainer === trainer ? trial.hyperparameters[name] : undefined)),
    ]),
  );
  if (new Set(scored.map(({ trainer }) => trainer)).size > 1)
    columns.set(
      'trainer',
      scored.map(({ trainer }) => trainer),
    );
  const importances = hyperparameterImportance(
    scored.map(({ score }) => score ?? 0),
    columns,
  );
  if (importances.length === 0) return html``;
  const caption =
    'How much of the variance between trials one hyperparameter tells alone. A search that has settled near its best makes hyperparameters look less important than they are.';
  return html`<h2>Importance of hyperparameters</h2>
    ${picture(hyperparameterPicture(importances), caption)}`;
}

function bestTrials({ trials, metric }: SearchFacts): Html {
  const scored = trials.filter(({ score }) => score !== null).sort((left, right) => Number(left.score) - Number(right.score));
  if (metric.higherIsBetter) scored.reverse();
  const rows = scored.slice(0, MOST_ROWS).map(
    ({ trial, trainer, score, deviation, hyperparameters }) =>
      html`<tr>
        <th scope="row">${trial}</th>
        <td>${(score ?? 0).toPrecision(5)}</td>
        <td>± ${deviation.toPrecision(2)}</td>
        <td>${trainer} ${hyperparameterText(hyperparameters)}</td>
      </tr>`,
  );
  return html`<table class="metrics">
    <thead>
      <tr>
        <th>trial</th>
        <th>${metricName(metric.name)}</th>
        <th></th>
        <th>tried</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function hyperparameterText(hyperparameters: TrialFacts['hyperparameters']): string {
  return Object.entries(hyperparameters)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? String(Number(value.toPrecision(4))) : JSON.stringify(value)}`)
    .join(', ');
}

function failures(trials: readonly TrialFacts[]): Html {
  const failed = trials.filter(({ error }) => error !== null);
  if (failed.length === 0) return html``;
  const items = failed.slice(0, MOST_ROWS).map(({ trial, error }) => html`<li>trial ${trial}: ${error ?? ''}</li>`);
  return html`<h2>Trials that failed</h2>
    <ul>
      ${items}
    </ul>`;
}

function picture(drawn: Html, caption: string): Html {
  return html`<figure>
    ${drawn}
    <figcaption>${caption}</figcaption>
  </figure>`;
}
