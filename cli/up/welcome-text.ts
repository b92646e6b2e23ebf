import type { Terminal } from '../terminal.js';
import { tableText } from '../text/table-text.js';
import type { PredictionTry } from './try-prediction.js';

export interface Welcome {
  readonly server: string;
  readonly temporal: string;
  readonly temporalPage: string | null;
  readonly reports: readonly string[];
  readonly prediction: PredictionTry | null;
}

/** Where to look now that everything runs, and how to get a prediction. */
export function welcomeText({ server, temporal, temporalPage, reports, prediction }: Welcome, terminal: Terminal): string {
  const places = [['server', server], ['Temporal', temporalPage ?? temporal], ...reports.map((file) => ['report', file])].map(
    ([what = '', where = '']) => [`  ${terminal.paint('dim', what)}`, terminal.paint('cyan', where)],
  );
  const answer = prediction === null ? 'no model was deployed, so nothing can be predicted' : answerText(prediction);
  return `\n${tableText(places)}\n\n${answer}`;
}

function answerText({ curl, answer }: PredictionTry): string {
  return `${curl}\n\n${answer === null ? 'the server gave no prediction' : `→ ${JSON.stringify(answer)}`}`;
}
