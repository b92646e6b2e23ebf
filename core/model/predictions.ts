import { LeatError } from '../errors.js';
import type { Tensor } from '../onnx/graph-runner.js';
import type { ClassLabel, Signature } from './signature.js';

export interface ClassPredictions {
  readonly task: 'classification';
  readonly rows: number;
  readonly labels: readonly ClassLabel[];
  /** Row-major, shape [rows, classes]. */
  readonly probabilities: Float32Array;
}

export interface ValuePredictions {
  readonly task: 'regression';
  readonly rows: number;
  /** Shape [rows]. */
  readonly values: Float32Array;
}

export type Predictions = ClassPredictions | ValuePredictions;

/**
 * What a model's graph gave, in the terms of its signature.
 *
 * @throws LeatError `PREDICT_OUTPUT_INVALID`, or `PREDICT_NOT_FINITE` naming the first row without a number.
 */
export function readPredictions(outputs: Readonly<Record<string, Tensor>>, { task, classes = [] }: Signature): Predictions {
  if (task === 'regression') {
    const values = floatsOf(outputs, 'prediction', 1);
    return { task, rows: values.length, values };
  }
  const probabilities = floatsOf(outputs, 'probabilities', classes.length);
  const rows = probabilities.length / classes.length;
  // From the probabilities and not from the label output, so that a label has the type of its class.
  const labels = Array.from({ length: rows }, (_, row) => classes[likeliest(probabilities, row * classes.length, classes.length)] ?? '');
  return { task, rows, labels, probabilities };
}

function floatsOf(outputs: Readonly<Record<string, Tensor>>, name: string, width: number): Float32Array {
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

/** The first of equals, as ArgMax has it in the graph. */
function likeliest(probabilities: Float32Array, start: number, classes: number): number {
  let best = 0;
  for (let each = 1; each < classes; each++) {
    if ((probabilities[start + each] ?? 0) > (probabilities[start + best] ?? 0)) best = each;
  }
  return best;
}
