import type { CancellationFlag } from '../../pipeline/stage-context.js';
import { NODE, NODE_BYTES } from './ensemble-builder.js';
import { placeOf, type KernelSession } from './kernel.js';
import { weightedQuantile } from './weighted-quantile.js';

interface Renewal {
  readonly target: Float64Array;
  readonly weights?: Float64Array;
  readonly quantile: number;
  readonly learningRate: number;
  readonly signal: CancellationFlag;
}

/** Gives each leaf a quantile of what its rows still lack, in place of a Newton step. @throws LeatError `CANCELLED`. */
export function renewLeaves(
  session: KernelSession,
  { nodes, count }: { nodes: number; count: number },
  { target, weights, quantile, learningRate, signal }: Renewal,
): void {
  const view = new DataView(session.memory, nodes, count * NODE_BYTES);
  const index = new Uint32Array(session.memory, placeOf(session, 'index'), target.length);
  const scores = new Float64Array(session.memory, placeOf(session, 'scores'), target.length);
  for (let at = 0; at < count * NODE_BYTES; at += NODE_BYTES) {
    if (view.getInt32(at + NODE.feature, true) >= 0) continue;
    signal.throwIfCancelled();
    const rows = index.subarray(view.getInt32(at + NODE.start, true), view.getInt32(at + NODE.end, true));
    const lacks = Float64Array.from(rows, (row) => (target[row] ?? 0) - (scores[row] ?? 0));
    const weightsOfRows = weights && Float64Array.from(rows, (row) => weights[row] ?? 0);
    const value = rows.length === 0 ? 0 : weightedQuantile(lacks, { share: quantile, weights: weightsOfRows });
    view.setFloat64(at + NODE.value, Math.fround(learningRate * value), true);
  }
}
