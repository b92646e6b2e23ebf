import type { ClassificationDetails, EvaluationDetails, RegressionDetails } from '../../core/model/evaluation-details.js';
import type { ClassLabel } from '../../core/model/signature.js';
import { confusionPicture } from './confusion-section.js';
import { calibrationPicture, precisionRecallPicture, rocPicture } from './curve-sections.js';
import { html, type Html } from '../page/html.js';
import { importancePicture } from './importance-section.js';
import { HEADLINES, headlines, metricsTable } from './metrics-section.js';
import { renderPage } from '../page/render-page.js';
import { predictedPicture, residualsPicture } from './residual-sections.js';
import { legend } from '../page/series.js';
import { sliceSection } from './slices-section.js';

/** An evaluation as a page that stands by itself: no scripts, no files beside it. */
export function renderEvaluationPage(details: EvaluationDetails): string {
  const { evaluation, target, trainer, classification, regression, importance } = details;
  return renderPage(
    { title: `Evaluation: ${target}`, heading: `How well is ${target} predicted?`, introduction: introduction(details) },
    html`${headlines(evaluation)}
      <h2>Metrics</h2>
      ${metricsTable(evaluation)}
      <p class="note">
        The baseline ignores the features:
        ${evaluation.task === 'regression' ? 'it always answers with the mean' : 'it always answers with the shares of the classes'}. A bar
        is the model's score, the tick the baseline's. ${intervalNote(evaluation)}
      </p>
      ${slicesSection(evaluation)} ${confusionSection(details)}
      ${classification === undefined ? '' : classificationSection(classification, evaluation.classes ?? [])}
      ${regression === undefined ? '' : regressionSection(regression)}
      ${importance.columns.length === 0 ? '' : importanceSection(importance)}
      <footer>${trainer} · model ${evaluation.model}</footer>`,
  );
}

function introduction({ evaluation: { task, rows, classes = [] }, trainer }: EvaluationDetails): string {
  const what = task === 'regression' ? 'regression' : `classification into ${String(classes.length)} classes`;
  return `${trainer} · ${what} · ${rows.toLocaleString('en-US')} test rows, which the training never saw`;
}

function intervalNote({ intervals, confidence = NaN, weightColumn }: EvaluationDetails['evaluation']): string {
  const intervalsText = `Small print: ${String(Number((confidence * 100).toPrecision(3)))} % confidence intervals by the bootstrap.`;
  const weightsText = `Rows count by the column ${String(weightColumn)}.`;
  return [...(intervals === undefined ? [] : [intervalsText]), ...(weightColumn === undefined ? [] : [weightsText])].join(' ');
}

function slicesSection({ slices = [] }: EvaluationDetails['evaluation']): Html {
  if (slices.length === 0) return html``;
  return html`<h2>Slices</h2>
    ${slices.map((slice) => sliceSection(slice, HEADLINES))}
    <p class="note">
      Each group is measured by itself. The gap is between the best and the worst group of at least 20 rows; smaller groups are shown but do
      not count, since their figures are mostly chance.
    </p>`;
}

function confusionSection({ evaluation: { classes, confusion } }: EvaluationDetails): Html {
  if (classes === undefined || confusion === undefined) return html``;
  const caption =
    'Test rows by their actual class and the one that was predicted. The shade is the share of the actual class; a perfect model has all of them on the diagonal.';
  return html`<h2>Confusion matrix</h2>
    ${picture({ drawn: confusionPicture(classes, confusion), caption })}`;
}

function classificationSection({ roc, precisionRecall, calibration }: ClassificationDetails, classes: readonly ClassLabel[]): Html {
  const told = classes.filter((label) => roc.some((curve) => curve.class === label));
  return html`<h2>Probabilities</h2>
    ${legend(told)}
    <div class="pictures">
      ${picture({ title: 'ROC', drawn: rocPicture(roc, told), caption: 'How many of a class are found, for how many false alarms. Dashed: guessing.' })}
      ${picture({ title: 'Precision and recall', drawn: precisionRecallPicture(precisionRecall, told), caption: 'How many of those found are right, for how many of a class are found.' })}
      ${picture({ title: 'Calibration', drawn: calibrationPicture(calibration, told), caption: 'On the dashed line, a probability means what it says. Larger dots stand for more rows.' })}
    </div>`;
}

function regressionSection(regression: RegressionDetails): Html {
  return html`<h2>Predictions</h2>
    <div class="pictures">
      ${picture({ title: 'Predicted against actual', drawn: predictedPicture(regression), caption: 'A sample of the test rows. On the dashed line, a prediction is exact.' })}
      ${picture({ title: 'Residuals', drawn: residualsPicture(regression), caption: 'How far off the predictions are; right of zero they are too high.' })}
    </div>`;
}

function importanceSection(importance: EvaluationDetails['importance']): Html {
  const { repeats, rows } = importance;
  const caption = `How much worse the model gets when one column is shuffled, over ${String(repeats)} repeats on ${rows.toLocaleString('en-US')} rows. Columns that say the same can stand in for each other and both look unimportant.`;
  return html`<h2>Permutation importance</h2>
    ${picture({ drawn: importancePicture(importance), caption })}`;
}

function picture({ title, drawn, caption }: { title?: string; drawn: Html; caption: string }): Html {
  return html`<figure>
    ${title === undefined ? '' : html`<h3>${title}</h3>`}${drawn}
    <figcaption>${caption}</figcaption>
  </figure>`;
}
