import { operatorsOf, type ForeignGraph, type OperatorName } from './foreign-graph.js';
import { requireSameMeaning } from './require-same-meaning.js';

/** What ONNX Runtime 1.30 and the ONNX releases since 1.16 read. */
const IR_VERSION = 10;
const OPSET = 21;

interface Own {
  /** Of the domains in use, beside ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly operators: ReadonlyMap<string, OperatorName>;
}

/**
 * The versions of a file, which has one operator set of a domain: the newest that a part of it has. Parts of an older
 * one may only have operators that mean the same in it.
 *
 * @throws LeatError `ONNX_MERGE_REFUSED`
 */
export function joinVersions(own: Own, foreign: readonly ForeignGraph[]): { irVersion: number; opsets: Record<string, number> } {
  const parts = [
    { opsets: { '': OPSET, ...Object.fromEntries(own.opsets) }, operators: [...own.operators.values()] },
    ...foreign.map((graph) => ({ opsets: usedOpsets(graph), operators: operatorsOf(graph) })),
  ];
  const opsets: Record<string, number> = {};
  for (const part of parts)
    for (const [domain, version] of Object.entries(part.opsets)) opsets[domain] = Math.max(version, opsets[domain] ?? 0);
  for (const { opsets: versions, operators } of parts) {
    for (const [domain, from] of Object.entries(versions)) requireSameMeaning(operators, { domain, from, to: opsets[domain] ?? from });
  }
  return { irVersion: Math.max(IR_VERSION, ...foreign.map(({ irVersion }) => irVersion)), opsets };
}

/** A file may name operator sets that it has no operator of. */
function usedOpsets(graph: ForeignGraph): Record<string, number> {
  const used = new Set(operatorsOf(graph).map(({ domain }) => domain));
  return Object.fromEntries(Object.entries(graph.opsets).filter(([domain]) => domain === '' || used.has(domain)));
}
