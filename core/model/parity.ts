import { LeatError } from '../errors.js';
import type { GraphRunner } from '../onnx/graph-runner.js';
import type { Table } from '../table/table.js';
import type { FeatureMatrix } from '../trainers/define-trainer.js';
import { applyRecipe } from '../transforms/apply-recipe.js';
import type { FittedRecipe } from '../transforms/fitted-recipe.js';
import { feedsOf } from './feeds.js';
import type { ModelTask, Signature } from './signature.js';

interface ParityTolerance {
  readonly tolerance: number;
  /** To the larger value, at least 1. */
  readonly relative: boolean;
  /** Of the graph, that is compared. */
  readonly output: string;
  readonly reason: string;
}

/** How far graph and core may be apart, and why they are at all. */
export const parityTolerances: Readonly<Record<ModelTask, ParityTolerance>> = {
  classification: {
    tolerance: 1e-5,
    relative: false,
    output: 'probabilities',
    reason: 'absolute, of probabilities: float32 sums in another order lose about 1e-7 a feature before the sigmoid flattens them',
  },
  regression: {
    tolerance: 1e-4,
    relative: true,
    output: 'prediction',
    reason: 'relative to the larger value, at least 1: float32 sums in another order, whose terms may cancel',
  },
  clustering: {
    tolerance: 1e-4,
    relative: true,
    output: 'distances',
    reason: 'relative, of distances: float32 sums of squares in another order',
  },
  anomaly: {
    tolerance: 1e-5,
    relative: false,
    output: 'score',
    reason: 'absolute, of scores: float32 means over the trees, flattened by the exponential',
  },
};

export interface Parity {
  readonly rows: number;
  /** The largest over all rows; NaN on one side only counts as Infinity. */
  readonly difference: number;
  readonly tolerance: number;
}

export interface ParityCheck {
  /** The ONNX file. */
  readonly model: Uint8Array;
  readonly graphs: GraphRunner;
  readonly recipe: FittedRecipe;
  readonly signature: Signature;
  /** Sample rows, raw. */
  readonly rows: Table;
  /** The estimator in plain code: probabilities [rows, classes] or predictions [rows, 1]. */
  readonly predict: (features: FeatureMatrix) => Float32Array;
}

/** Runs rows through the exported graph and through the core. @see requireParity */
export async function compareWithCore({ model, graphs, recipe, signature, rows, predict }: ParityCheck): Promise<Parity> {
  const { task } = signature;
  const core = predict(applyRecipe(recipe, rows));
  const session = await graphs.open(model);
  try {
    const outputs = await session.run(feedsOf(signature, rows));
    const graph = outputs[parityTolerances[task].output];
    if (graph?.type !== 'float32' || graph.data.length !== core.length) {
      throw new LeatError(
        'SHAPE_MISMATCH',
        `parity: expected ${String(core.length)} float32 values of the graph, got ${String(graph?.data.length)}`,
      );
    }
    return {
      rows: rows.rows,
      difference: largestDifference({ graph: graph.data, core, task }),
      tolerance: parityTolerances[task].tolerance,
    };
  } finally {
    await session.close();
  }
}

/** @throws LeatError `PARITY_EXCEEDED`; a retry would build the same graph and differ again. */
export function requireParity({ difference, tolerance, rows }: Parity): void {
  if (difference <= tolerance) return;
  const message = `expected graph and core to agree within ${String(tolerance)} on ${String(rows)} rows, got a difference of ${String(difference)}`;
  throw new LeatError('PARITY_EXCEEDED', message, { details: { difference: String(difference), tolerance } });
}

/** Figures of two computations of the same thing. */
function largestDifference({ graph, core, task }: { graph: Float32Array; core: Float32Array; task: ModelTask }): number {
  let largest = 0;
  graph.forEach((left, index) => {
    const right = core[index] ?? NaN;
    if (Object.is(left, right) || left === right) return;
    const scale = parityTolerances[task].relative ? Math.max(1, Math.abs(left), Math.abs(right)) : 1;
    const difference = Math.abs(left - right) / scale;
    largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
  });
  return largest;
}
