import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { renderEvaluationPage } from '../../activities/evaluation-page/render-evaluation-page.js';
import type { EvaluationDetails } from '../../core/model/evaluation-details.js';

const importance = { metric: 'logLoss', repeats: 5, rows: 4, columns: [{ column: 'beak', mean: 0.4, deviation: 0.1 }] };

const classification: EvaluationDetails = {
  evaluation: {
    task: 'classification',
    model: 'sha256:ab',
    rows: 4,
    classes: ['a', '<b>'],
    confusion: [
      [2, 0],
      [1, 1],
    ],
    metrics: { accuracy: 0.75, logLoss: 0.2 },
    baseline: { accuracy: 0.5, logLoss: 0.8 },
  },
  target: 'Species <&>',
  trainer: 'logistic',
  classification: {
    roc: [
      {
        class: '<b>',
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
      },
    ],
    precisionRecall: [
      {
        class: '<b>',
        points: [
          { x: 0, y: 1 },
          { x: 1, y: 0.5 },
        ],
      },
    ],
    calibration: [{ class: '<b>', bins: [{ predicted: 0.3, observed: 0.25, rows: 4 }] }],
  },
  importance,
};

const regression: EvaluationDetails = {
  evaluation: { task: 'regression', model: 'sha256:cd', rows: 2, metrics: { rmse: 1, r2: 0.9 }, baseline: { rmse: 4, r2: 0 } },
  target: 'price',
  trainer: 'ridge',
  regression: { points: [{ actual: 1, predicted: 2 }], residuals: [{ from: 0, to: 1, rows: 2 }] },
  importance: { ...importance, metric: 'rmse', columns: [] },
};

interface Element {
  readonly textContent: string;
  readonly children: Iterable<Element>;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Element>;
}

/** The types of a browser are not part of this program: what is used here of a document. */
const parse = (page: string): Element => (parseHTML(page) as { document: Element }).document;

const picturesOf = (page: string) => [...parse(page).querySelectorAll('svg')].map((svg) => svg.getAttribute('aria-label'));

test('shows a classification in all its pictures', () => {
  expect(picturesOf(renderEvaluationPage(classification))).toEqual([
    'Confusion matrix',
    'ROC curve',
    'Precision–recall curve',
    'Calibration',
    'Permutation importance',
  ]);
});

test('shows a regression, and no picture for which there is nothing', () => {
  expect(picturesOf(renderEvaluationPage(regression))).toEqual(['Predicted against actual values', 'Residuals']);
});

test('sets every metric against the baseline', () => {
  const cells = [...parse(renderEvaluationPage(classification)).querySelectorAll('.metrics tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent.trim()),
  );
  expect(cells).toEqual([
    ['Accuracy', '0.750', '0.500', ''],
    ['Log loss', '0.200', '0.800', '75 % less'],
  ]);
});

test('shows intervals and slices with their gap', () => {
  const group = { rows: 30, intervals: { accuracy: { lower: 0.4, upper: 0.6 } } };
  const page = renderEvaluationPage({
    ...classification,
    evaluation: {
      ...classification.evaluation,
      confidence: 0.9,
      intervals: { accuracy: { lower: 0.7, upper: 0.8 } },
      slices: [
        {
          column: 'island',
          groups: [
            { ...group, group: 'Dream', metrics: { accuracy: 0.5 } },
            { ...group, group: null, metrics: { accuracy: 0.25 } },
          ],
          gaps: { accuracy: { gap: 0.25, best: 'Dream', worst: null } },
        },
      ],
    },
  });
  const cells = [...parse(page).querySelectorAll('.slices tr')].map((row) => [...row.children].map((cell) => cell.textContent.trim()));
  expect(cells).toEqual([
    ['island', 'Rows', 'Accuracy'],
    ['Dream', '30', '0.5000.400 to 0.600'],
    ['(missing)', '30', '0.2500.400 to 0.600'],
    ['Gap', '', '0.250worst: (missing)'],
  ]);
  expect(picturesOf(page)).toContain('Accuracy by island');
  expect(page).toContain('90 % confidence intervals');
  expect(page).toContain('0.700 to 0.800');
});

test('escapes what comes from data, and needs no other file', () => {
  const page = renderEvaluationPage(classification);
  const [title] = parse(page).querySelectorAll('h1');
  expect(title?.textContent).toBe('How well is Species <&> predicted?');
  expect(page).not.toMatch(/Species <|<script|<link|src=/);
});
