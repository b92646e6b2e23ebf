import type { RunComparison, StageComparison } from '../../core/pipeline/compare-runs.js';
import type { ComparedMetric } from '../compared-metrics.js';
import type { Terminal } from '../terminal.js';
import { changeText } from './change-text.js';
import { codeText } from './explanation-text.js';
import { figureText } from './figure-text.js';
import { tableText } from './table-text.js';

/** How two runs differ, in blocks; a block without a difference is left out. */
export function comparisonText(comparison: RunComparison, metrics: readonly ComparedMetric[], terminal: Terminal): string {
  const { before, after, params, setting, code, stages } = comparison;
  const isSame = [params, setting, code, stages].every(({ length }) => length === 0);
  const blocks = [
    [`${before} → ${after}`, isSame ? ['nothing differs'] : []],
    ['parameters', params.map(changeText)],
    ['setting', setting.map(changeText)],
    ['code', code.map(codeText)],
    ['stages', stages.flatMap(stageLines)],
    ['metrics', metrics.length === 0 ? [] : tableText(metrics.map(metricCells)).split('\n')],
  ] as const;
  return blocks
    .filter(([, lines], index) => index === 0 || lines.length > 0)
    .map(([title, lines]) => [terminal.paint('bold', title), ...lines.map((line) => `  ${line}`)].join('\n'))
    .join('\n');
}

function stageLines({ stage, states, params, figures, outputs }: StageComparison): readonly string[] {
  const head = states.before === states.after ? stage : `${stage}: ${states.before ?? '–'} → ${states.after ?? '–'}`;
  const changes = [
    ...params.map((change) => `parameter ${changeText(change)}`),
    ...figures.map(changeText),
    ...outputs.map((change) => `output ${changeText(change)}`),
  ];
  return [head, ...changes.map((line) => `  ${line}`)];
}

function metricCells({ stage, metric, before, after }: ComparedMetric): readonly string[] {
  const change = before === null || after === null || before === after ? '' : `${after > before ? '+' : ''}${figureText(after - before)}`;
  return [`${stage} ${metric}`, before === null ? '–' : figureText(before), '→', after === null ? '–' : figureText(after), change];
}
