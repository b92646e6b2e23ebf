import type { ArtifactLineage, LineageNode } from '../../client/lineage.js';
import type { Terminal } from '../terminal.js';
import { shortDigest } from './change-text.js';

/** Two trees: from an artifact back to its sources, and on to what came of it. */
export function lineageText({ artifact, versions, origins, results }: ArtifactLineage, terminal: Terminal): string {
  const draw = (nodes: readonly LineageNode[], indent: string): string[] =>
    nodes.flatMap((node, index) => {
      const last = index === nodes.length - 1;
      return [`${indent}${last ? '└─' : '├─'} ${nodeText(node, terminal)}`, ...draw(node.links, `${indent}${last ? '   ' : '│  '}`)];
    });
  const blocks = [
    [terminal.paint('bold', artifact), ...(versions.length === 0 ? [] : [`registered as ${versions.join(', ')}`])],
    [terminal.paint('bold', 'came from'), ...draw(origins, '')],
    [terminal.paint('bold', 'what came of it'), ...(results.length === 0 ? ['nothing yet'] : draw(results, ''))],
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n');
}

function nodeText({ artifact, kind, stage, runId, runs }: LineageNode, terminal: Terminal): string {
  if (stage === null) return `${shortDigest(artifact)}  ${terminal.paint('dim', 'made by no run: imported, or its run is not recorded')}`;
  const others = runs > 1 ? ` and ${String(runs - 1)} more` : '';
  return `${stage}: ${kind ?? ''} ${shortDigest(artifact)}  ${terminal.paint('dim', `run ${runId ?? ''}${others}`)}`;
}
