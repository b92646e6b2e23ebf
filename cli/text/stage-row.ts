import type { StageSnapshot } from '../../client/run-snapshot.js';
import type { Terminal } from '../terminal.js';
import { durationText } from './duration-text.js';
import { figuresText } from './figure-text.js';

type State = StageSnapshot['state'];

/** How a state looks. A record, so that a new state does not compile until it has a look. */
const looks: Readonly<Record<State, { readonly mark: string; readonly style: Parameters<Terminal['paint']>[0] }>> = {
  waiting: { mark: '·', style: 'dim' },
  running: { mark: '▸', style: 'cyan' },
  completed: { mark: '✔', style: 'green' },
  cached: { mark: '≡', style: 'blue' },
  failed: { mark: '✖', style: 'red' },
  held: { mark: '‖', style: 'yellow' },
  skipped: { mark: '–', style: 'dim' },
  cancelled: { mark: '◼', style: 'yellow' },
};

const BAR_CELLS = 16;

/** The cells of a stage's line: mark and name, state, time, and what there is to say. */
export function stageRow(stage: StageSnapshot, now: number, terminal: Terminal): readonly string[] {
  const { mark, style } = looks[stage.state];
  return [`${terminal.paint(style, mark)} ${stage.name}`, terminal.paint(style, stage.state), timeOf(stage, now), remarkOf(stage)];
}

function timeOf({ state, startedAt, endedAt }: StageSnapshot, now: number): string {
  if (startedAt === undefined || state === 'cached') return '';
  return durationText(Math.max(0, (endedAt ?? now) - startedAt));
}

function remarkOf({ state, attempt, fraction, retrying, question, figures = {}, error }: StageSnapshot): string {
  const remarks = [
    question === undefined ? '' : `asks: ${question}`,
    attempt > 1 ? `attempt ${String(attempt)}` : '',
    state === 'running' && fraction !== undefined ? barText(fraction) : '',
    state === 'running' && retrying !== undefined ? `after: ${retrying}` : '',
    error === undefined ? figuresText(figures) : `${error.code}: ${error.message}`,
  ];
  return remarks.filter((remark) => remark !== '').join(' · ');
}

export function barText(fraction: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${String(Math.round(fraction * 100))} %`;
}
