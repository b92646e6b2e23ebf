import type { Plan } from '../../core/pipeline/plan.js';
import { inputReferences, type PlannedStage } from '../../core/pipeline/plan.js';
import type { Terminal } from '../terminal.js';

/** The stages as a tree: each stands below the last of its inputs, and names the others. */
export function planTree({ pipeline, stages }: Plan, { cached, terminal }: { cached: ReadonlySet<string>; terminal: Terminal }): string {
  const order = new Map(stages.map(({ name }, index) => [name, index]));
  const inputsOf = (stage: PlannedStage): string[] =>
    [...new Set(inputReferences(stage).map(({ $from }) => $from))].sort((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0));
  const below = (parent: string | undefined): PlannedStage[] => stages.filter((stage) => inputsOf(stage).at(-1) === parent);
  const draw = (parent: string | undefined, indent: string): string[] =>
    below(parent).flatMap((stage, index, siblings) => {
      const last = index === siblings.length - 1;
      const also = inputsOf(stage).slice(0, -1);
      const label = [
        stage.name === stage.stage ? stage.name : `${stage.name} (${stage.stage})`,
        also.length > 0 ? terminal.paint('dim', `also from ${also.join(', ')}`) : '',
        cached.has(stage.name) ? terminal.paint('blue', 'cached') : '',
      ];
      const line = `${indent}${last ? '└─' : '├─'} ${label.filter((part) => part !== '').join('  ')}`;
      return [line, ...draw(stage.name, `${indent}${last ? '   ' : '│  '}`)];
    });
  return [terminal.paint('bold', pipeline), ...draw(undefined, '')].join('\n');
}

/** @see https://mermaid.js.org/syntax/flowchart.html */
export function planMermaid({ stages }: Plan, cached: ReadonlySet<string>): string {
  const nodes = stages.map(({ name }) => `  ${name}["${name}"]${cached.has(name) ? ':::cached' : ''}`);
  const edges = stages.flatMap((stage) => inputReferences(stage).map(({ $from, output }) => `  ${$from} -->|${output}| ${stage.name}`));
  return ['flowchart TD', ...nodes, ...edges, '  classDef cached stroke-dasharray: 4 4'].join('\n');
}
