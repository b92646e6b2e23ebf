import type { ParameterDescription } from '../../core/pipeline/describe-params.js';
import type { PlannedStage } from '../../core/pipeline/plan.js';
import type { PipelineDescription } from '../../worker/index.js';
import { durationText } from './duration-text.js';
import { planMermaid } from './plan-text.js';

/** The documentation of a pipeline as Markdown: what it is for, takes, does and gives. */
export function pipelineDocs({ description, file, params, plan, stageParams }: PipelineDescription): string {
  const outputs = Object.entries(plan.outputs).map(
    ([name, { $from, output }]) => `- \`${name}\`: \`${output}\` of [${$from}](#${anchorOf($from)})`,
  );
  const blocks = [
    `# ${plan.pipeline}`,
    description,
    `Declared in \`${file}\`. Run it by \`leat run ${plan.pipeline}\`; at most ${String(plan.concurrency)} stages at once.`,
    '## Parameters',
    params.length === 0 ? 'None.' : paramsTable(params),
    '## Picture',
    `\`\`\`mermaid\n${planMermaid(plan, new Set())}\n\`\`\``,
    '## Stages',
    ...plan.stages.map((stage) => stageDocs(stage, stageParams[stage.name] ?? [])),
    '## Outputs',
    outputs.join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function paramsTable(params: readonly ParameterDescription[]): string {
  const rows = params.map(({ name, type, range, required, meaning, ...rest }) => {
    const initial = 'default' in rest ? codeOf(rest.default) : required ? 'must be given' : '';
    return [codeOf(name, 'text'), type, range, initial, meaning];
  });
  return markdownTable(['parameter', 'type', 'range', 'default', 'meaning'], rows);
}

function stageDocs(stage: PlannedStage, declared: readonly ParameterDescription[]): string {
  const params = Object.entries(stage.params as Readonly<Record<string, unknown>>); // every stage's parameters are an object
  const told = params.filter(([name]) => !isExpectation(stage, name));
  const meanings = new Map(declared.map(({ name, meaning }) => [name, meaning]));
  const code = stage.module === undefined ? `built-in stage \`${stage.stage}\`` : `stage \`${stage.stage}\` of \`${stage.module}\``;
  const blocks = [
    `### ${stage.name}`,
    `The ${code}, version ${String(stage.version)}. ${wiringOf(stage)} ${policyOf(stage)}`,
    told.length === 0
      ? ''
      : markdownTable(
          ['parameter', 'value', 'meaning'],
          told.map(([name, value]) => [codeOf(name, 'text'), codeOf(value), meanings.get(name) ?? '']),
        ),
    expectationsOf(stage, params),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function wiringOf({ inputs, outputs }: PlannedStage): string {
  const taken = Object.entries(inputs).map(([name, wired]) => {
    const from = [wired].flat().map(({ $from, output }) => `\`${output}\` of [${$from}](#${anchorOf($from)})`);
    return `\`${name}\` from ${from.join(', ')}`;
  });
  const made = Object.entries(outputs).map(([name, kind]) => (name === kind ? `\`${name}\`` : `\`${name}\` (${kind})`));
  return `${taken.length === 0 ? '' : `Takes ${taken.join(', ')}. `}Makes ${made.join(', ')}.`;
}

function policyOf({ policy: { retry, timeoutMs, cache } }: PlannedStage): string {
  const tries =
    retry.attempts === 1 ? 'Tried once' : `Tried up to ${String(retry.attempts)} times, ${durationText(retry.initialMs)} before the second`;
  return `${tries}, ${durationText(timeoutMs)} a try at most${cache ? '' : '; computed in every run'}.`;
}

/** Expectations are told in a list of their own. */
function isExpectation({ stage, module }: PlannedStage, param: string): boolean {
  return module === undefined && stage === 'validate' && (param === 'expect' || param === 'whole');
}

function expectationsOf(stage: PlannedStage, params: readonly (readonly [string, unknown])[]): string {
  const lines = params
    .filter(([name]) => isExpectation(stage, name))
    .flatMap(([, value]) => (Array.isArray(value) ? value.map((rule: unknown) => ['the table', rule] as const) : columnRules(value)))
    .map(([place, rule]) => `- ${place}: ${ruleText(rule)}`);
  return lines.length === 0 ? '' : ['Expects', ...lines].join('\n');
}

function columnRules(columns: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(columns as Readonly<Record<string, unknown>>).flatMap(([column, rules]) =>
    // as validate declares it
    [rules].flat().map((rule) => [codeOf(column, 'text'), rule] as const),
  );
}

function ruleText(expectation: unknown): string {
  const { rule, severity, ...rest } = expectation as Readonly<Record<string, unknown>>; // every expectation names its rule
  const options = Object.entries(rest).map(([name, value]) => `${name} ${codeOf(value)}`);
  return [`**${String(rule)}**`, ...options, severity === 'warn' ? '(only reported)' : ''].filter((part) => part !== '').join(' ');
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function codeOf(value: unknown, form: 'json' | 'text' = 'json'): string {
  return `\`${form === 'text' ? String(value) : JSON.stringify(value)}\``;
}

/** As GitHub names headings. */
function anchorOf(name: string): string {
  return name.toLowerCase();
}
