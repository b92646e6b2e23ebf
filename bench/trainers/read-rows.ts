import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGraphRunner } from '../../inference/graph-runner.js';
import { createTreeKernels } from '../../kernel/tree-kernels.js';
import { Random } from '../../core/random.js';
import { noCheckpoint, type Sample, type TrainerTools } from '../../core/trainers/define-trainer.js';

/** What withCorrelatedRows has written. */
export async function readRows(folder: string): Promise<Sample> {
  const [features, target] = await Promise.all(['features', 'target'].map((name) => floatsOf(join(folder, name))));
  if (features === undefined || target === undefined) throw new Error('invariant: two files');
  const width = features.length / target.length;
  const names = Array.from({ length: width }, (_, column) => `column${String(column)}`);
  return { features: { rows: target.length, names, data: features }, target: Float64Array.from(target), classes: 2 };
}

/** As a stage hands them to a trainer. */
export function trainerTools(seed: string): TrainerTools {
  return {
    graphs: createGraphRunner(),
    trees: createTreeKernels(),
    threads: 2,
    random: new Random(`${seed}/train`),
    signal: { cancelled: false, throwIfCancelled: () => undefined },
    progress: () => undefined,
    checkpoint: noCheckpoint,
  };
}

async function floatsOf(file: string): Promise<Float32Array> {
  const bytes = await readFile(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** Mean of −log of the probability that each row's class was given, in doubles. */
export function meanLogLoss(probabilities: Float64Array, target: Float64Array): number {
  return target.reduce((sum, actual, row) => sum - Math.log(probabilities[2 * row + actual] ?? 0), 0) / target.length;
}
