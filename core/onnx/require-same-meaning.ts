import { LeatError } from '../errors.js';
import type { OperatorName } from './foreign-graph.js';
import { operatorChanges } from './operator-changes.js';

/** Before it the table says nothing of ONNX's own operators. */
const OLDEST = 9;

interface Opsets {
  readonly domain: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Whether nodes of one operator set may stand in a graph of a newer one.
 *
 * @throws LeatError `ONNX_MERGE_REFUSED` for an operator that is not known, or has changed in between.
 */
export function requireSameMeaning(operators: Iterable<OperatorName>, opsets: Opsets): void {
  const { domain, from, to } = opsets;
  if (from === to) return;
  if (domain === '' && from < OLDEST) {
    throw refusal(`the graph: expected operator set ${String(OLDEST)} or newer`, 'an older one', opsets);
  }
  for (const { operator } of [...operators].filter((each) => each.domain === domain)) {
    const changes = operatorChanges[domain]?.[operator];
    if (changes === undefined) throw refusal(`operator ${operator}: expected one that Leat knows the changes of`, 'another', opsets);
    const change = changes.find((version) => version > from && version <= to);
    if (change === undefined) continue;
    throw refusal(`operator ${operator}: expected one that means the same in both`, `one that changed in ${String(change)}`, opsets);
  }
}

function refusal(expected: string, received: string, { domain, from, to }: Opsets): LeatError {
  const name = domain === '' ? 'ai.onnx' : domain;
  const message =
    `${expected}, since two graphs are joined of which one has operator set ${String(from)} of ${name} and the other ` +
    `${String(to)}, got ${received}: export the model with operator set ${String(to)}`;
  return new LeatError('ONNX_MERGE_REFUSED', message, { details: { domain: name, from, to } });
}
