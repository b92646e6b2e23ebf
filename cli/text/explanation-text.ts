import type { CodeChange } from '../../core/pipeline/compare-code.js';
import type { Circumstance, KeyDifference, StageExplanation } from '../../core/pipeline/explain-stage.js';
import type { Terminal } from '../terminal.js';
import { changeText, valueText } from './change-text.js';

/** A record, so that a new circumstance does not compile until it has its words. */
const circumstances: Readonly<Record<Circumstance, string>> = {
  'never cached': 'the pipeline says { cache: false } for it: it is computed in every run',
  'outside world unknown': 'it reads something that cannot tell whether it has changed: it is computed in every run',
  reproduction: 'the run reproduces another one: nothing was adopted',
  'without cache': 'the run was started with --no-cache: nothing was adopted',
  'from here': 'the run was resumed from this stage on',
  'cleaned away': 'its result was known, but had been cleaned away',
  'inputs ran too':
    'nothing in its own key differs; what is adopted is decided when a run is planned, and by then its inputs were still to be computed',
  'earlier run was not done': 'nothing in its key differs; the earlier run had not finished it when this run was planned',
  'first run': 'no earlier run of this pipeline has finished a stage of this name',
};

/** Why a stage ran or did not, in words. */
export function explanationText(explanation: StageExplanation, terminal: Terminal): string {
  const { runId, stage, state, adoptedFrom, comparedWith, differences } = explanation;
  const head = `${terminal.paint('bold', `${stage} ${state}`)} in run ${runId}`;
  const why = [
    ...(adoptedFrom === null ? [] : [`its key is that of run ${adoptedFrom}, whose result was taken`]),
    ...explanation.circumstances.map((circumstance) => circumstances[circumstance]),
  ];
  const told = why.length > 0 || differences.length > 0 ? why : ['nothing in its key differs from that run'];
  const compared =
    comparedWith === null ? [] : [terminal.paint('dim', `compared with run ${comparedWith}, the nearest one that finished it`)];
  return [head, ...compared, ...[...told, ...differences.map(differenceText)].map((line) => `  ${line}`)].join('\n');
}

function differenceText(difference: KeyDifference): string {
  switch (difference.part) {
    case 'parameter':
      return `parameter ${changeText(difference)}`;
    case 'input':
      return inputText(difference);
    case 'code':
      return `code ${codeText(difference.file)}`;
    case 'declaration':
    case 'version':
    case 'seed':
      return `${difference.part}: ${String(difference.before)} → ${String(difference.after)}`;
    case 'outside world':
      return 'outside world: what it reads has changed';
    case 'built-in code':
      return 'code of Leat: what its parameters name, such as a transform or a trainer, has another version';
  }
}

function inputText({ input, before, after }: Extract<KeyDifference, { part: 'input' }>): string {
  if (before === null) return `input ${input}: ${after?.stage ?? ''} is wired to it now`;
  if (after === null) return `input ${input}: ${before.stage} is no longer wired to it`;
  if (before.stage !== after.stage) return `input ${input}: wired to ${after.stage} now, to ${before.stage} before`;
  if (after.digest === null) return `input ${input}: stage ${after.stage} did not finish`;
  return `input ${input}: stage ${after.stage} made ${valueText(after.digest)}, before ${valueText(before.digest ?? undefined)}`;
}

/** `lower.ts changed`, or `zod 4.0.1 → 4.1.0` for a package. */
export function codeText({ part, change, before, after }: CodeChange): string {
  const isPackage = ![before, after].some((version) => version?.startsWith('sha256:'));
  return isPackage ? `${part} ${before ?? '–'} → ${after ?? '–'}` : `${part} ${change}`;
}
