import { LeatError } from '../errors.js';
import type { Tensor } from '../onnx/graph-runner.js';
import { decideClass } from './decide-class.js';
import { ANOMALY, isAnomaly, NORMAL } from './is-anomaly.js';
import type { ClassLabel, Signature, TargetSignature } from './signature.js';

export interface ClassPredictions {
  readonly task: 'classification';
  readonly rows: number;
  readonly labels: readonly ClassLabel[];
  /** Of each row, the place of its label among the classes. */
  readonly decided: Int32Array;
  /** Row-major, shape [rows, classes]. */
  readonly probabilities: Float32Array;
}

export interface ValuePredictions {
  readonly task: 'regression';
  readonly rows: number;
  /** Shape [rows]. */
  readonly values: Float32Array;
}

export interface ClusterPredictions {
  readonly task: 'clustering';
  readonly rows: number;
  readonly clusters: number;
  /** Of each row, the nearest one. */
  readonly cluster: Uint16Array;
  /** To the centres, row-major, shape [rows, clusters]. */
  readonly distances: Float32Array;
}

export interface AnomalyPredictions {
  readonly task: 'anomaly';
  readonly rows: number;
  /** Shape [rows], above 0 and at most 1: the higher, the more unusual. */
  readonly scores: Float32Array;
  /** Shape [rows]: −1 for an anomaly, else 1, as scikit-learn has it; null for a model that tells none apart. */
  readonly labels: Int32Array | null;
}

export type TargetPredictions = ClassPredictions | ValuePredictions;

export type Predictions = TargetPredictions | ClusterPredictions | AnomalyPredictions;

/**
 * What a model's graph gave, in the terms of its signature.
 *
 * @throws LeatError `PREDICT_OUTPUT_INVALID`, or `PREDICT_NOT_FINITE` naming the first row without a number.
 */
export function readPredictions(outputs: Outputs, signature: TargetSignature): TargetPredictions;
export function readPredictions(outputs: Outputs, signature: Signature): Predictions;
export function readPredictions(outputs: Outputs, signature: Signature): Predictions {
  const { task, classes = [] } = signature;
  switch (task) {
    case 'regression': {
      const values = floatsOf(outputs, 'prediction', 1);
      return { task, rows: values.length, values };
    }
    case 'classification':
      return classPredictions(floatsOf(outputs, 'probabilities', classes.length), signature);
    case 'clustering': {
      const clusters = outputs['distances']?.shape[1] ?? 1;
      const distances = floatsOf(outputs, 'distances', clusters);
      const rows = distances.length / clusters;
      const cluster = Uint16Array.from({ length: rows }, (_, row) => nearest(distances, row * clusters, clusters));
      return { task, rows, clusters, cluster, distances };
    }
    case 'anomaly': {
      const scores = floatsOf(outputs, 'score', 1);
      const { threshold } = signature;
      const labelOf = (score: number): number => (isAnomaly(score, threshold ?? Infinity) ? ANOMALY : NORMAL);
      return { task, rows: scores.length, scores, labels: threshold === undefined ? null : Int32Array.from(scores, labelOf) };
    }
  }
}

type Outputs = Readonly<Record<string, Tensor>>;

function classPredictions(probabilities: Float32Array, { classes = [], threshold, costs }: Signature): ClassPredictions {
  const rule = { classes: classes.length, threshold, costs };
  const rows = probabilities.length / classes.length;
  // From the probabilities and not from the label output, so that a label has the type of its class.
  const decided = new Int32Array(rows);
  for (let row = 0; row < rows; row++) decided[row] = decideClass(probabilities, row * classes.length, rule);
  return { task: 'classification', rows, labels: Array.from(decided, (index) => classes[index] ?? ''), decided, probabilities };
}

/** The first of equals, as ArgMin has it in the graph. */
function nearest(distances: Float32Array, start: number, clusters: number): number {
  let best = 0;
  for (let each = 1; each < clusters; each++) {
    if ((distances[start + each] ?? 0) < (distances[start + best] ?? 0)) best = each;
  }
  return best;
}

function floatsOf(outputs: Outputs, name: string, width: number): Float32Array {
  const tensor = outputs[name];
  if (tensor?.type !== 'float32' || tensor.data.length % width !== 0 || (tensor.shape.at(-1) !== width && width !== 1)) {
    const received = tensor === undefined ? `outputs ${Object.keys(outputs).join(', ')}` : `${tensor.type} [${tensor.shape.join(', ')}]`;
    throw new LeatError('PREDICT_OUTPUT_INVALID', `expected output "${name}", float32 [rows, ${String(width)}], got ${received}`);
  }
  const place = tensor.data.findIndex((value) => !Number.isFinite(value));
  if (place >= 0) {
    const row = Math.floor(place / width) + 1;
    const message = `row ${String(row)}: expected a finite ${name}, got ${String(tensor.data[place])}: a value is missing that the recipe does not impute`;
    throw new LeatError('PREDICT_NOT_FINITE', message, { details: { row } });
  }
  return tensor.data;
}
