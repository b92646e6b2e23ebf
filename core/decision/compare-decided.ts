import { LeatError } from '../errors.js';
import { classesOf } from '../metrics/outcome.js';
import { feedsOf } from '../model/feeds.js';
import type { ClassLabel, Signature } from '../model/signature.js';
import type { GraphRunner, Tensor } from '../onnx/graph-runner.js';
import type { Table } from '../table/table.js';
import { calibrate, type Calibrator } from './calibrator.js';

/** Computed in float64 on both sides, and rounded to float32. */
const TOLERANCE = 1e-6;

export interface DecidedModels {
  /** The ONNX file without calibration and threshold, which agrees with the training code. */
  readonly undecided: Uint8Array;
  readonly decided: Uint8Array;
  readonly calibrator: Calibrator | null;
  /** Of the decided one. */
  readonly signature: Signature;
  readonly rows: Table;
}

/**
 * Compares calibration and label of the exported graph with the core, both starting from what the graph gives without them: a steep
 * calibration makes a lot of the last bit of a probability, so that comparing with the training code would compare roundings.
 *
 * @throws LeatError `PARITY_EXCEEDED`
 */
export async function compareDecided(
  { undecided, decided, calibrator, signature, rows }: DecidedModels,
  graphs: GraphRunner,
): Promise<void> {
  const classes = signature.classes ?? [];
  const feeds = feedsOf(signature, rows);
  const { probabilities: raw } = await runOnce(undecided, feeds, graphs);
  const { probabilities, label } = await runOnce(decided, feeds, graphs);
  if (raw?.type !== 'float32' || probabilities?.type !== 'float32' || label === undefined) {
    throw new Error('invariant: a classifier gives label and probabilities');
  }
  const expected = calibrator === null ? raw.data : calibrate(calibrator, raw.data, classes.length);
  const apart = expected.findIndex((value, index) => !(Math.abs(value - (probabilities.data[index] ?? NaN)) <= TOLERANCE));
  if (apart >= 0) throw exceeded(`a probability of ${String(expected[apart])}`, String(probabilities.data[apart]));
  const labels = labelsOf(label);
  classesOf(probabilities.data, { classes: classes.length, threshold: signature.threshold, costs: signature.costs }).forEach(
    (index, row) => {
      if (labels[row] !== classes[index]) throw exceeded(`label ${JSON.stringify(classes[index])}`, JSON.stringify(labels[row]));
    },
  );
}

async function runOnce(model: Uint8Array, feeds: Record<string, Tensor>, graphs: GraphRunner): Promise<Readonly<Record<string, Tensor>>> {
  const session = await graphs.open(model);
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}

function labelsOf(label: Tensor): ClassLabel[] {
  switch (label.type) {
    case 'string':
      return [...label.data];
    case 'bool':
      return Array.from(label.data, (value) => value !== 0);
    default:
      return Array.from<number | bigint, number>(label.data, Number);
  }
}

function exceeded(expected: string, received: string): LeatError {
  return new LeatError('PARITY_EXCEEDED', `decision: expected the graph to give ${expected} as the core does, got ${received}`);
}
