import { LeatError } from '../errors.js';
import type { OperatorName } from './foreign-graph.js';
import { operatorChanges } from './operator-changes.js';

/** Before it the table says nothing of ONNX's own operators. */
const OLDEST = 9;

/**
 * Whether nodes of one operator set may stand in a graph of a newer one.
 *
 * @throws LeatError `ONNX_MERGE_REFUSED` for an operator that is not known, or has changed in between.
 */
export function requireSameMeaning(operators: Iterable<OperatorName>, opsets: { domain: string; from: number; to: number }): void {
  const { domain, from, to } = opsets;
  if (from === to) return;
  if (domain === '' && from < OLDEST) throw refusal('the graph', opsets, `operator set ${String(OLDEST)} or newer`, 'an older one');
  for (const { operator } of [...operators].filter((each) => each.domain === domain)) {
    const changes = operatorChanges[domain]?.[operator];
    if (changes === undefined) throw refusal(`operator ${operator}`, opsets, 'one that Leat knows the changes of', 'another');
    const change = changes.find((version) => version > from && version <= to);
    if (change === undefined) continue;
    throw refusal(`operator ${operator}`, opsets, 'one that means the same in both', `one that changed in ${String(change)}`);
  }
}

function refusal(
  what: string,
  { domain, from, to }: { domain: string; from: number; to: number },
  expected: string,
  received: string,
): LeatError {
  const name = domain === '' ? 'ai.onnx' : domain;
  const message =
    `${what}: expected ${expected}, since two graphs are joined of which one has operator set ${String(from)} of ${name} and the other ` +
    `${String(to)}, got ${received}: export the model with operator set ${String(to)}`;
  return new LeatError('ONNX_MERGE_REFUSED', message, { details: { domain: name, from, to } });
}
